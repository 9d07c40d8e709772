<?xml version='1.0' encoding='utf-8'?>
<!DOCTYPE TS>
<TS version="2.1" sourcelanguage="en" language="cy">
  <context>
    <name>listening-room</name>
    <message>
      <source>Dear {name}</source>
      <translation type="unfinished">Annwyl {name}</translation>
    </message>
    <message>
      <source>Yours sincerely, {who}</source>
      <translation type="unfinished">Yn gywir, {who}</translation>
    </message>
    <message>
      <source>Demo office: this is not a real letter.</source>
      <translation type="unfinished">Swyddfa arddangos: nid llythyr go iawn yw hwn.</translation>
    </message>
    <message>
      <source>Date: {day}</source>
      <translation type="unfinished">Dyddiad: {day}</translation>
    </message>
    <message>
      <source>Our reference: {reference}</source>
      <translation type="unfinished">Ein cyfeirnod: {reference}</translation>
    </message>
    <message>
      <source>The recording is also about someone else. We looked for a way to let you hear your part without theirs, but we could not find one. We considered whether it would be reasonable to play it without their agreement, and decided it would not be.</source>
      <translation type="unfinished">Mae’r recordiad yn ymwneud â rhywun arall hefyd. Buom yn chwilio am ffordd o adael i chi glywed eich rhan chi heb ran y person hwnnw, ond ni ddaethom o hyd i un. Buom yn ystyried a fyddai’n rhesymol ei chwarae heb gytundeb y person hwnnw, a phenderfynwyd na fyddai.</translation>
    </message>
    <message>
      <source>We could not establish that the recording you asked for is about you.</source>
      <translation type="unfinished">Ni allem gadarnhau bod y recordiad y gofynnoch amdano yn ymwneud â chi.</translation>
    </message>
    <message>
      <source>We consider the request manifestly unfounded. This is the legal term for a request that is clearly not made to find out what we hold.</source>
      <translation type="unfinished">Rydym o’r farn bod y cais yn amlwg yn ddi-sail. Dyma’r term cyfreithiol am gais sy’n amlwg heb ei wneud er mwyn gwybod yr hyn sydd gennym.</translation>
    </message>
    <message>
      <source>We consider the request manifestly excessive. This is the legal term for a request that clearly asks for more than is reasonable.</source>
      <translation type="unfinished">Rydym o’r farn bod y cais yn amlwg yn ormodol. Dyma’r term cyfreithiol am gais sy’n amlwg yn gofyn am fwy nag sy’n rhesymol.</translation>
    </message>
    <message>
      <source>The reason given does not allow us to play the recording.</source>
      <translation type="unfinished">Nid yw’r rheswm a roddwyd yn caniatáu i ni chwarae’r recordiad.</translation>
    </message>
    <message>
      <source>We no longer have the recording.</source>
      <translation type="unfinished">Nid yw’r recordiad gennym mwyach.</translation>
    </message>
    <message>
      <source>your request is complex and we need longer to answer it properly</source>
      <translation type="unfinished">bod eich cais yn gymhleth, a bod angen mwy o amser arnom i’w ateb yn iawn</translation>
    </message>
    <message>
      <source>you have made several requests and we need longer to answer them all</source>
      <translation type="unfinished">eich bod wedi gwneud sawl cais, a bod angen mwy o amser arnom i’w hateb i gyd</translation>
    </message>
    <message>
      <source>We need to know when the call was, so that we can find the right recording.</source>
      <translation type="unfinished">Mae angen i ni wybod pryd y gwnaed yr alwad, er mwyn dod o hyd i’r recordiad cywir.</translation>
    </message>
    <message>
      <source>We need to know which number the call was made from or to, so that we can find it.</source>
      <translation type="unfinished">Mae angen i ni wybod o ba rif, neu i ba rif, y gwnaed yr alwad, er mwyn dod o hyd iddi.</translation>
    </message>
    <message>
      <source>We need to know what the call was about, so that we can find the right recording.</source>
      <translation type="unfinished">Mae angen i ni wybod beth oedd pwnc yr alwad, er mwyn dod o hyd i’r recordiad cywir.</translation>
    </message>
    <message>
      <source>We need to know which parts of the recording you want.</source>
      <translation type="unfinished">Mae angen i ni wybod pa rannau o’r recordiad yr hoffech eu cael.</translation>
    </message>
    <message>
      <source>{moment}. It takes about {length}.</source>
      <translation type="unfinished">{moment}. Bydd yn cymryd tua {length}.</translation>
    </message>
    <message>
      <source>You asked to hear the recording of {call}. We can play it to you.</source>
      <translation type="unfinished">Gofynnoch am gael clywed recordiad {call}. Gallwn ei chwarae i chi.</translation>
    </message>
    <message>
      <source>Come and hear the recording</source>
      <translation type="unfinished">Dewch i glywed y recordiad</translation>
    </message>
    <message>
      <source>When</source>
      <translation type="unfinished">Pryd</translation>
    </message>
    <message>
      <source>Where</source>
      <translation type="unfinished">Ble</translation>
    </message>
    <message>
      <source>What to bring</source>
      <translation type="unfinished">Beth i ddod gyda chi</translation>
    </message>
    <message>
      <source>Who can come with you, and what would help</source>
      <translation type="unfinished">Pwy all ddod gyda chi, a beth fyddai’n helpu</translation>
    </message>
    <message>
      <source>Listening, and a copy</source>
      <translation type="unfinished">Gwrando, a chael copi</translation>
    </message>
    <message>
      <source>If this time does not suit you</source>
      <translation type="unfinished">Os nad yw’r amser hwn yn gyfleus i chi</translation>
    </message>
    <message>
      <source>We will arrange another time. Your request stays open.</source>
      <translation type="unfinished">Byddwn yn trefnu amser arall. Bydd eich cais yn aros ar agor.</translation>
    </message>
    <message>
      <source>You asked to hear the recording of {call}. We cannot play it to you.</source>
      <translation type="unfinished">Gofynnoch am gael clywed recordiad {call}. Ni allwn ei chwarae i chi.</translation>
    </message>
    <message>
      <source>Your request to hear a recording</source>
      <translation type="unfinished">Eich cais i glywed recordiad</translation>
    </message>
    <message>
      <source>Why</source>
      <translation type="unfinished">Pam</translation>
    </message>
    <message>
      <source>If you have questions</source>
      <translation type="unfinished">Os oes gennych gwestiynau</translation>
    </message>
    <message>
      <source>You asked to hear the recording of {call}. It is no longer available.</source>
      <translation type="unfinished">Gofynnoch am gael clywed recordiad {call}. Nid yw ar gael mwyach.</translation>
    </message>
    <message>
      <source>If there is another call we may have recorded, tell us when it was and which number it came from.</source>
      <translation type="unfinished">Os oes galwad arall y gallem fod wedi’i recordio, dywedwch wrthym pryd y gwnaed hi ac o ba rif.</translation>
    </message>
    <message>
      <source>The recording is no longer available</source>
      <translation type="unfinished">Nid yw’r recordiad ar gael mwyach</translation>
    </message>
    <message>
      <source>You asked to hear the recording of {call}. We need more time to answer.</source>
      <translation type="unfinished">Gofynnoch am gael clywed recordiad {call}. Mae angen mwy o amser arnom i ateb.</translation>
    </message>
    <message>
      <source>We aim to answer within a month. This time we need up to two months more, because {reason}.</source>
      <translation type="unfinished">Ein nod yw ateb o fewn mis. Y tro hwn mae angen hyd at ddau fis arall arnom, oherwydd {reason}.</translation>
    </message>
    <message>
      <source>You will have our answer by {day} at the latest. You do not need to do anything.</source>
      <translation type="unfinished">Byddwch yn cael ein hateb erbyn {day} fan bellaf. Nid oes angen i chi wneud dim.</translation>
    </message>
    <message>
      <source>Our answer was due by {day}. We are sorry it is late. You do not need to do anything.</source>
      <translation type="unfinished">Roedd ein hateb i fod i’ch cyrraedd erbyn {day}. Mae’n ddrwg gennym ei fod yn hwyr. Nid oes angen i chi wneud dim.</translation>
    </message>
    <message>
      <source>We need more time to answer you</source>
      <translation type="unfinished">Mae angen mwy o amser arnom i’ch ateb</translation>
    </message>
    <message>
      <source>Why, and until when</source>
      <translation type="unfinished">Pam, a than pryd</translation>
    </message>
    <message>
      <source>You asked to hear the recording of {call}. We need to know more before we can answer.</source>
      <translation type="unfinished">Gofynnoch am gael clywed recordiad {call}. Mae angen i ni wybod mwy cyn y gallwn ateb.</translation>
    </message>
    <message>
      <source>Our deadline is paused until we hear from you.</source>
      <translation type="unfinished">Mae ein terfyn amser wedi’i oedi nes i ni glywed gennych.</translation>
    </message>
    <message>
      <source>A question about your request</source>
      <translation type="unfinished">Cwestiwn am eich cais</translation>
    </message>
    <message>
      <source>Our question</source>
      <translation type="unfinished">Ein cwestiwn</translation>
    </message>
    <message>
      <source>How to answer</source>
      <translation type="unfinished">Sut i ateb</translation>
    </message>
    <message>
      <source>You asked to hear the recording of {call}. We need something from you before we can answer.</source>
      <translation type="unfinished">Gofynnoch am gael clywed recordiad {call}. Mae angen rhywbeth gennych arnom cyn y gallwn ateb.</translation>
    </message>
    <message>
      <source>We need to confirm who you are.</source>
      <translation type="unfinished">Mae angen i ni gadarnhau pwy ydych chi.</translation>
    </message>
    <message>
      <source>Please bring it to {place}. Do not send originals by post.</source>
      <translation type="unfinished">Dewch ag ef i’r swyddfa hon: {place}. Peidiwch ag anfon dogfennau gwreiddiol drwy’r post.</translation>
    </message>
    <message>
      <source>Please bring it to {place}. Do not send originals by post. We have one month to answer, from the day we see it.</source>
      <translation type="unfinished">Dewch ag ef i’r swyddfa hon: {place}. Peidiwch ag anfon dogfennau gwreiddiol drwy’r post. Mae gennym fis i ateb, o’r diwrnod y byddwn yn ei weld.</translation>
    </message>
    <message>
      <source>Before we can answer your request</source>
      <translation type="unfinished">Cyn y gallwn ateb eich cais</translation>
    </message>
    <message>
      <source>What we need</source>
      <translation type="unfinished">Yr hyn sydd ei angen arnom</translation>
    </message>
    <message>
      <source>How to show us</source>
      <translation type="unfinished">Sut i’w ddangos i ni</translation>
    </message>
    <message>
      <source>We need to see that {name} can act for you: a power of attorney, a court order or your written consent.</source>
      <translation type="unfinished">Mae angen i ni weld bod gan y person hwn hawl i weithredu ar eich rhan: {name}. Gall hynny fod yn atwrneiaeth, yn orchymyn llys neu’n gydsyniad ysgrifenedig gennych chi.</translation>
    </message>
    <message>
      <source>We need to see that you can act for {about}: a power of attorney, a court order or their written consent.</source>
      <translation type="unfinished">Mae angen i ni weld bod gennych hawl i weithredu ar ran {about}: atwrneiaeth, gorchymyn llys neu gydsyniad ysgrifenedig y person hwnnw.</translation>
    </message>
    <message>
      <source>the person</source>
      <translation type="unfinished">y person</translation>
    </message>
    <message>
      <source>You asked to hear the recording of {call}. We have closed your request.</source>
      <translation type="unfinished">Gofynnoch am gael clywed recordiad {call}. Rydym wedi cau eich cais.</translation>
    </message>
    <message>
      <source>On {day} we asked you for something that we need before we can answer. We have not received it.</source>
      <translation type="unfinished">Gofynasom i chi ({day}) am rywbeth y mae ei angen arnom cyn y gallwn ateb. Nid ydym wedi’i gael.</translation>
    </message>
    <message>
      <source>You can ask again at any time. Send us what we asked for, and we start from the day it arrives.</source>
      <translation type="unfinished">Gallwch ofyn eto ar unrhyw adeg. Anfonwch yr hyn y gofynasom amdano, a byddwn yn dechrau o’r diwrnod y bydd yn cyrraedd.</translation>
    </message>
    <message>
      <source>We have closed your request</source>
      <translation type="unfinished">Rydym wedi cau eich cais</translation>
    </message>
    <message>
      <source>If you still want to hear it</source>
      <translation type="unfinished">Os ydych yn dal am ei glywed</translation>
    </message>
    <message>
      <source>You asked to hear the recording of {call}. This is our answer.</source>
      <translation type="unfinished">Gofynnoch am gael clywed recordiad {call}. Dyma ein hateb.</translation>
    </message>
    <message>
      <source>Our answer to your request</source>
      <translation type="unfinished">Ein hateb i’ch cais</translation>
    </message>
    <message>
      <source>the call of {moment}</source>
      <translation type="unfinished">o’r alwad ({moment})</translation>
    </message>
    <message>
      <source>your call of {moment}</source>
      <translation type="unfinished">o’ch galwad ({moment})</translation>
    </message>
    <message>
      <source>You act for {about}.</source>
      <translation type="unfinished">Rydych yn gweithredu ar ran {about}.</translation>
    </message>
    <message>
      <source>Bring the originals. If your name has changed, bring evidence of that too, such as a marriage certificate.</source>
      <translation type="unfinished">Dewch â’r dogfennau gwreiddiol. Os yw eich enw wedi newid, dewch â thystiolaeth o hynny hefyd, fel tystysgrif priodas.</translation>
    </message>
    <message>
      <source>Please also bring proof that you can act for {about}.</source>
      <translation type="unfinished">Dewch hefyd â phrawf bod gennych hawl i weithredu ar ran {about}.</translation>
    </message>
    <message>
      <source>A photo</source>
      <translation type="unfinished">Llun</translation>
    </message>
    <message>
      <source>Your address</source>
      <translation type="unfinished">Eich cyfeiriad</translation>
    </message>
    <message>
      <source>You can bring someone with you: a friend, an advocate or an interpreter. Children cannot interpret.</source>
      <translation type="unfinished">Gallwch ddod â rhywun gyda chi: ffrind, eiriolwr neu gyfieithydd ar y pryd. Ni chaiff plant gyfieithu.</translation>
    </message>
    <message>
      <source>Tell us before you come if anything would help you.</source>
      <translation type="unfinished">Rhowch wybod i ni cyn i chi ddod os byddai unrhyw beth yn eich helpu.</translation>
    </message>
    <message>
      <source>You asked for: {adjustments}. Tell us if anything else would help.</source>
      <translation type="unfinished">Gofynnoch am y canlynol: {adjustments}. Rhowch wybod i ni os byddai unrhyw beth arall yn helpu.</translation>
    </message>
    <message>
      <source>We will play the recording to you, and you can pause whenever you like. Parts about other people may be silent. You can also ask for a copy: listening does not replace it.</source>
      <translation type="unfinished">Byddwn yn chwarae’r recordiad i chi, a gallwch ei oedi pryd bynnag y mynnwch. Gall rhannau sy’n ymwneud â phobl eraill fod yn ddistaw. Gallwch ofyn am gopi hefyd: nid yw gwrando yn cymryd ei le.</translation>
    </message>
    <message>
      <source>Call {telephone} or write to {mail}, and quote {reference}.</source>
      <translation type="unfinished">Ffoniwch {telephone} neu ysgrifennwch at {mail}, gan nodi’r cyfeirnod {reference}.</translation>
    </message>
    <message>
      <source>You can complain to us: {who}, {mail}, or at our address. Within {period} we will tell you that we have received it.</source>
      <translation type="unfinished">Gallwch gwyno i ni: {who}, {mail}, neu yn ein cyfeiriad. O fewn {period} byddwn yn rhoi gwybod i chi ein bod wedi cael eich cwyn.</translation>
    </message>
    <message>
      <source>You can also complain to the regulator: {name}, {at}.</source>
      <translation type="unfinished">Gallwch hefyd gwyno i’r rheoleiddiwr: {name}, {at}.</translation>
    </message>
    <message>
      <source>You can also ask a court to enforce your rights.</source>
      <translation type="unfinished">Gallwch hefyd ofyn i lys orfodi eich hawliau.</translation>
    </message>
    <message>
      <source>If you want to complain</source>
      <translation type="unfinished">Os ydych am gwyno</translation>
    </message>
    <message>
      <source>Our retention policy is to keep recordings for {period} from the day of the call, and then delete them.</source>
      <translation type="unfinished">Ein polisi cadw yw cadw recordiadau am {period} o ddiwrnod yr alwad, ac yna eu dileu.</translation>
    </message>
    <message>
      <source>That time ended on {day}, so the recording has been deleted.</source>
      <translation type="unfinished">Daeth y cyfnod hwnnw i ben ({day}), felly mae’r recordiad wedi’i ddileu.</translation>
    </message>
    <message>
      <source>We looked everywhere a recording of this call could be, and did not find one.</source>
      <translation type="unfinished">Buom yn chwilio ym mhob man lle gallai recordiad o’r alwad hon fod, ac ni ddaethom o hyd i un.</translation>
    </message>
    <message>
      <source>What we found</source>
      <translation type="unfinished">Yr hyn a ganfuwyd gennym</translation>
    </message>
    <message>
      <source>How you get it</source>
      <translation type="unfinished">Sut y byddwch yn ei gael</translation>
    </message>
    <message>
      <source>About our recordings</source>
      <translation type="unfinished">Am ein recordiadau</translation>
    </message>
    <message>
      <source>Your rights</source>
      <translation type="unfinished">Eich hawliau</translation>
    </message>
    <message>
      <source>We looked for recordings of this call on {day}.</source>
      <translation type="unfinished">Buom yn chwilio am recordiadau o’r alwad hon ({day}).</translation>
    </message>
    <message>
      <source>We found a recording. It lasts {length}.</source>
      <translation type="unfinished">Daethom o hyd i recordiad. Ei hyd yw {length}.</translation>
    </message>
    <message>
      <source>Nothing was removed from it.</source>
      <translation type="unfinished">Ni thynnwyd dim ohono.</translation>
    </message>
    <message>
      <source>These parts of it are removed: {parts}.</source>
      <translation type="unfinished">Tynnwyd y rhannau hyn ohono: {parts}.</translation>
    </message>
    <message>
      <source>Where no reason is given, the law does not let us give one.</source>
      <translation type="unfinished">Lle na roddir rheswm, nid yw’r gyfraith yn caniatáu i ni roi un.</translation>
    </message>
    <message>
      <source>1 part, {length} long</source>
      <translation type="unfinished">1 rhan, {length} o hyd</translation>
    </message>
    <message>
      <source>{n} parts, {length} in all</source>
      <translation type="unfinished">{n} rhan, {length} i gyd</translation>
    </message>
    <message>
      <source>{n} parts, {length} in all</source>
      <comment>two</comment>
      <translation type="unfinished">{n} ran, {length} i gyd</translation>
    </message>
    <message>
      <source>1 part ({about}), {length} long</source>
      <translation type="unfinished">1 rhan ({about}), {length} o hyd</translation>
    </message>
    <message>
      <source>{n} parts ({about}), {length} in all</source>
      <translation type="unfinished">{n} rhan ({about}), {length} i gyd</translation>
    </message>
    <message>
      <source>{n} parts ({about}), {length} in all</source>
      <comment>two</comment>
      <translation type="unfinished">{n} ran ({about}), {length} i gyd</translation>
    </message>
    <message>
      <source>about another person</source>
      <translation type="unfinished">am berson arall</translation>
    </message>
    <message>
      <source>card details</source>
      <translation type="unfinished">manylion cerdyn</translation>
    </message>
    <message>
      <source>customer details</source>
      <translation type="unfinished">manylion cwsmer</translation>
    </message>
    <message>
      <source>You listened to it at our office on {days}.</source>
      <translation type="unfinished">Buoch yn gwrando arno yn ein swyddfa: {days}.</translation>
    </message>
    <message>
      <source>It was played at our office on {days}.</source>
      <translation type="unfinished">Cafodd ei chwarae yn ein swyddfa: {days}.</translation>
    </message>
    <message>
      <source>You asked for a copy. We will send it to you separately from this letter.</source>
      <translation type="unfinished">Gofynnoch am gopi. Byddwn yn ei anfon atoch ar wahân i’r llythyr hwn.</translation>
    </message>
    <message>
      <source>You can still ask for a copy.</source>
      <translation type="unfinished">Gallwch ofyn am gopi o hyd.</translation>
    </message>
    <message>
      <source>You can listen to it at our office, ask for a copy, or both.</source>
      <translation type="unfinished">Gallwch wrando arno yn ein swyddfa, gofyn am gopi, neu’r ddau.</translation>
    </message>
    <message>
      <source>We keep recordings for {period} from the call, and this one until your request is settled.</source>
      <translation type="unfinished">Rydym yn cadw recordiadau am {period} o’r alwad, a’r un hwn nes bod eich cais wedi’i ddatrys.</translation>
    </message>
    <message>
      <source>We record calls to check the quality of our service, to look into complaints, to confirm what was said, and to protect staff and callers from threats and abuse.</source>
      <translation type="unfinished">Rydym yn recordio galwadau er mwyn gwirio ansawdd ein gwasanaeth, ymchwilio i gwynion, cadarnhau’r hyn a ddywedwyd, a diogelu staff a galwyr rhag bygythiadau a chamdriniaeth.</translation>
    </message>
    <message>
      <source>Staff hear one only for a reason that is written down and approved. The company that runs our telephone system stores them for us. We give them to the police or a court where the law says so.</source>
      <translation type="unfinished">Dim ond am reswm sydd wedi’i ysgrifennu a’i gymeradwyo y bydd staff yn gwrando ar recordiad. Y cwmni sy’n rhedeg ein system ffôn sy’n eu storio i ni. Rydym yn eu rhoi i’r heddlu neu i lys lle mae’r gyfraith yn dweud hynny.</translation>
    </message>
    <message>
      <source>They hold what the people in the call said.</source>
      <translation type="unfinished">Maent yn cynnwys yr hyn a ddywedodd y bobl yn yr alwad.</translation>
    </message>
    <message>
      <source>We send none abroad, and a computer alone decides nothing about you.</source>
      <translation type="unfinished">Nid ydym yn anfon yr un dramor, ac nid oes dim yn cael ei benderfynu amdanoch gan gyfrifiadur yn unig.</translation>
    </message>
    <message>
      <source>You can ask us to correct or delete what we hold about you, or to use less of it, and you can object to our using it. You can ask for it again at any time.</source>
      <translation type="unfinished">Gallwch ofyn i ni gywiro neu ddileu’r hyn sydd gennym amdanoch, neu gyfyngu ar y defnydd ohono, a gallwch wrthwynebu i ni ei ddefnyddio. Gallwch ofyn amdano eto ar unrhyw adeg.</translation>
    </message>
    <message>
      <source>On {day} you asked us to correct something in what we hold about {call}.</source>
      <translation type="unfinished">Ar {day}, gofynnoch i ni gywiro rhywbeth yn yr hyn a ddaliwn am {call}.</translation>
    </message>
    <message>
      <source>We have corrected it.</source>
      <translation type="unfinished">Rydym wedi ei gywiro.</translation>
    </message>
    <message>
      <source>What we corrected</source>
      <translation type="unfinished">Yr hyn a gywirwyd gennym</translation>
    </message>
    <message>
      <source>The recording itself stays as it was made: it shows what was said in the call.</source>
      <translation type="unfinished">Mae’r recordiad ei hun yn aros fel y’i gwnaed: mae’n dangos yr hyn a ddywedwyd yn yr alwad.</translation>
    </message>
    <message>
      <source>Who else is told</source>
      <translation type="unfinished">Pwy arall sy’n cael gwybod</translation>
    </message>
    <message>
      <source>If we gave the information to others, we tell them that it was corrected, unless that is impossible or would take disproportionate effort. Ask us who they are, and we will tell you.</source>
      <translation type="unfinished">Os rhoddwyd yr wybodaeth i eraill gennym, rydym yn dweud wrthynt ei bod wedi’i chywiro, oni bai bod hynny’n amhosibl neu’n gofyn am ymdrech anghymesur. Gofynnwch i ni pwy ydynt, a byddwn yn dweud wrthych.</translation>
    </message>
    <message>
      <source>We have not corrected it.</source>
      <translation type="unfinished">Nid ydym wedi ei gywiro.</translation>
    </message>
    <message>
      <source>Our answer was due by {day}. We are sorry it is late.</source>
      <translation type="unfinished">Roedd ein hateb i fod i’ch cyrraedd erbyn {day}. Mae’n ddrwg gennym ei fod yn hwyr.</translation>
    </message>
    <message>
      <source>We keep a note of what you told us with our record of your appointment.</source>
      <translation type="unfinished">Rydym yn cadw nodyn o’r hyn a ddywedasoch wrthym gyda’n cofnod o’ch apwyntiad.</translation>
    </message>
    <message>
      <source>Your request to correct something</source>
      <translation type="unfinished">Eich cais i gywiro rhywbeth</translation>
    </message>
    <message>
      <source>We agree with your complaint.</source>
      <translation type="unfinished">Rydym yn cytuno â’ch cwyn.</translation>
    </message>
    <message>
      <source>We agree with part of your complaint.</source>
      <translation type="unfinished">Rydym yn cytuno â rhan o’ch cwyn.</translation>
    </message>
    <message>
      <source>We do not agree with your complaint.</source>
      <translation type="unfinished">Nid ydym yn cytuno â’ch cwyn.</translation>
    </message>
    <message>
      <source>Your complaint is about our service, and not about personal data. We have passed it on, and it will be answered under our complaints procedure.</source>
      <translation type="unfinished">Mae eich cwyn yn ymwneud â’n gwasanaeth, ac nid â data personol. Rydym wedi’i throsglwyddo, a bydd yn cael ei hateb o dan ein trefn gwyno.</translation>
    </message>
    <message>
      <source>We received your complaint about how we use personal data on {day}.</source>
      <translation type="unfinished">Cawsom eich cwyn am y ffordd rydym yn defnyddio data personol ({day}).</translation>
    </message>
    <message>
      <source>You act for {about}. We received your complaint about how we use personal data on {day}.</source>
      <translation type="unfinished">Rydych yn gweithredu ar ran {about}. Cawsom eich cwyn am y ffordd rydym yn defnyddio data personol ({day}).</translation>
    </message>
    <message>
      <source>We have received your complaint</source>
      <translation type="unfinished">Rydym wedi cael eich cwyn</translation>
    </message>
    <message>
      <source>What happens now</source>
      <translation type="unfinished">Beth sy’n digwydd nawr</translation>
    </message>
    <message>
      <source>How your complaint is going</source>
      <translation type="unfinished">Sut mae eich cwyn yn dod yn ei blaen</translation>
    </message>
    <message>
      <source>Where we are</source>
      <translation type="unfinished">Ble rydym ni arni</translation>
    </message>
    <message>
      <source>We will write to you with the outcome without undue delay. You do not need to do anything.</source>
      <translation type="unfinished">Byddwn yn ysgrifennu atoch gyda’r canlyniad heb oedi gormodol. Nid oes angen i chi wneud dim.</translation>
    </message>
    <message>
      <source>The outcome of your complaint</source>
      <translation type="unfinished">Canlyniad eich cwyn</translation>
    </message>
    <message>
      <source>This is the outcome.</source>
      <translation type="unfinished">Dyma’r canlyniad.</translation>
    </message>
    <message>
      <source>{who} will look at your complaint and find out what happened.</source>
      <translation type="unfinished">Bydd {who} yn edrych ar eich cwyn ac yn canfod beth ddigwyddodd.</translation>
    </message>
    <message>
      <source>We will ask you if we need to know more. We will tell you how it is going, and we will write to you with the outcome without undue delay. You do not need to do anything.</source>
      <translation type="unfinished">Byddwn yn gofyn i chi os bydd angen i ni wybod mwy. Byddwn yn rhoi gwybod i chi sut mae pethau’n mynd, ac yn ysgrifennu atoch gyda’r canlyniad heb oedi gormodol. Nid oes angen i chi wneud dim.</translation>
    </message>
    <message>
      <source>You can complain to the regulator at any time: {name}, {at}.</source>
      <translation type="unfinished">Gallwch gwyno i’r rheoleiddiwr ar unrhyw adeg: {name}, {at}.</translation>
    </message>
    <message>
      <source>The regulator</source>
      <translation type="unfinished">Y rheoleiddiwr</translation>
    </message>
    <message>
      <source>You can complain to the regulator: {name}, {at}. You can also ask a court to enforce your rights.</source>
      <translation type="unfinished">Gallwch gwyno i’r rheoleiddiwr: {name}, {at}. Gallwch hefyd ofyn i lys orfodi eich hawliau.</translation>
    </message>
    <message>
      <source>If you do not accept this</source>
      <translation type="unfinished">Os nad ydych yn derbyn hyn</translation>
    </message>
    <message>
      <source>Information Commissioner's Office</source>
      <translation type="unfinished">Swyddfa’r Comisiynydd Gwybodaeth</translation>
    </message>
    <message>
      <source>two</source>
      <translation type="unfinished">dwy ddogfen</translation>
    </message>
    <message>
      <source>three</source>
      <translation type="unfinished">thair dogfen</translation>
    </message>
    <message>
      <source>four</source>
      <translation type="unfinished">phedair dogfen</translation>
    </message>
    <message>
      <source>{kinds}, in date</source>
      <translation type="unfinished">{kinds}, heb ddod i ben</translation>
    </message>
    <message>
      <source>For your {kinds}, bring a share code from GOV.UK.</source>
      <translation type="unfinished">Ar gyfer eich {kinds}, dewch â chod rhannu o GOV.UK.</translation>
    </message>
    <message>
      <source>Others are accepted too: ask us.</source>
      <translation type="unfinished">Derbynnir rhai eraill hefyd: gofynnwch i ni.</translation>
    </message>
    <message>
      <source>{kinds} if your current address is on it</source>
      <translation type="unfinished">{kinds}, os yw’n dangos eich cyfeiriad presennol</translation>
    </message>
    <message>
      <source>Bring {count} different documents: one with a photo, and one with your current address.</source>
      <translation type="unfinished">Dewch â {count} wahanol: un â llun, ac un â’ch cyfeiriad presennol.</translation>
    </message>
    <message>
      <source>Bring {count} different documents, one of them with a photo.</source>
      <translation type="unfinished">Dewch â {count} wahanol, un ohonynt â llun.</translation>
    </message>
    <message>
      <source>If you have nothing with a photo, bring {count} different documents, one of them with your current address.</source>
      <translation type="unfinished">Os nad oes gennych ddim â llun, dewch â {count} wahanol, un ohonynt â’ch cyfeiriad presennol.</translation>
    </message>
    <message>
      <source>Bring {count} different documents.</source>
      <translation type="unfinished">Dewch â {count} wahanol.</translation>
    </message>
    <message>
      <source>{kinds}, up to 1 month old</source>
      <translation type="unfinished">{kinds}, hyd at 1 mis oed</translation>
    </message>
    <message>
      <source>{kinds}, up to {n} months old</source>
      <translation type="unfinished">{kinds}, hyd at {n} mis oed</translation>
    </message>
    <message>
      <source>{kinds}, up to {n} months old</source>
      <comment>two</comment>
      <translation type="unfinished">{kinds}, hyd at {n} fis oed</translation>
    </message>
    <message>
      <source>{first} or {last}</source>
      <translation type="unfinished">{first}, {last}</translation>
    </message>
    <message>
      <source>{first} and {last}</source>
      <translation type="unfinished">{first} a hefyd {last}</translation>
    </message>
    <message>
      <source>Passport</source>
      <translation type="unfinished">pasbort</translation>
    </message>
    <message>
      <source>UK photocard driving licence</source>
      <translation type="unfinished">trwydded yrru cerdyn-llun y DU</translation>
    </message>
    <message>
      <source>Biometric residence permit</source>
      <translation type="unfinished">trwydded breswylio fiometrig</translation>
    </message>
    <message>
      <source>eVisa</source>
      <translation type="unfinished">eVisa</translation>
    </message>
    <message>
      <source>National identity card</source>
      <translation type="unfinished">cerdyn adnabod cenedlaethol</translation>
    </message>
    <message>
      <source>Armed forces identity card</source>
      <translation type="unfinished">cerdyn adnabod y lluoedd arfog</translation>
    </message>
    <message>
      <source>PASS proof of age card</source>
      <translation type="unfinished">cerdyn prawf oedran PASS</translation>
    </message>
    <message>
      <source>Bus pass with a photo</source>
      <translation type="unfinished">tocyn bws â llun</translation>
    </message>
    <message>
      <source>Voter Authority Certificate</source>
      <translation type="unfinished">Tystysgrif Awdurdod Pleidleisiwr</translation>
    </message>
    <message>
      <source>Northern Ireland electoral identity card</source>
      <translation type="unfinished">cerdyn adnabod etholiadol Gogledd Iwerddon</translation>
    </message>
    <message>
      <source>Scottish National Entitlement Card</source>
      <translation type="unfinished">Cerdyn Hawl Cenedlaethol yr Alban</translation>
    </message>
    <message>
      <source>EEA photocard driving licence</source>
      <translation type="unfinished">trwydded yrru cerdyn-llun yr AEE</translation>
    </message>
    <message>
      <source>HM Armed Forces Veteran Card</source>
      <translation type="unfinished">Cerdyn Cyn-filwr Lluoedd Arfog EF</translation>
    </message>
    <message>
      <source>Blue Badge</source>
      <translation type="unfinished">Bathodyn Glas</translation>
    </message>
    <message>
      <source>Gas, electricity, water or telephone bill</source>
      <translation type="unfinished">bil nwy, trydan, dŵr neu ffôn</translation>
    </message>
    <message>
      <source>Bank or building society statement</source>
      <translation type="unfinished">cyfriflen banc neu gymdeithas adeiladu</translation>
    </message>
    <message>
      <source>Council tax bill</source>
      <translation type="unfinished">bil y dreth gyngor</translation>
    </message>
    <message>
      <source>Letter about benefits or a state pension</source>
      <translation type="unfinished">llythyr am fudd-daliadau neu bensiwn y wladwriaeth</translation>
    </message>
    <message>
      <source>Tenancy agreement or rent statement</source>
      <translation type="unfinished">cytundeb tenantiaeth neu ddatganiad rhent</translation>
    </message>
    <message>
      <source>Mortgage statement</source>
      <translation type="unfinished">datganiad morgais</translation>
    </message>
    <message>
      <source>Birth certificate</source>
      <translation type="unfinished">tystysgrif geni</translation>
    </message>
    <message>
      <source>Marriage or civil partnership certificate</source>
      <translation type="unfinished">tystysgrif priodas neu bartneriaeth sifil</translation>
    </message>
    <message>
      <source>Louder</source>
      <translation type="unfinished">Sain uwch</translation>
    </message>
    <message>
      <source>Quieter</source>
      <translation type="unfinished">Sain is</translation>
    </message>
    <message>
      <source>Slower</source>
      <translation type="unfinished">Yn arafach</translation>
    </message>
    <message>
      <source>In the left ear only</source>
      <translation type="unfinished">Yn y glust chwith yn unig</translation>
    </message>
    <message>
      <source>In the right ear only</source>
      <translation type="unfinished">Yn y glust dde yn unig</translation>
    </message>
    <message>
      <source>Extra time</source>
      <translation type="unfinished">Amser ychwanegol</translation>
    </message>
    <message>
      <source>Large type</source>
      <translation type="unfinished">Print mawr</translation>
    </message>
    <message>
      <source>High contrast</source>
      <translation type="unfinished">Cyferbyniad uchel</translation>
    </message>
    <message>
      <source>The words to read, where a transcript is approved</source>
      <translation type="unfinished">Y geiriau i’w darllen, lle mae trawsgrifiad wedi’i gymeradwyo</translation>
    </message>
    <message>
      <source>An interpreter</source>
      <translation type="unfinished">Cyfieithydd ar y pryd</translation>
    </message>
    <message>
      <source>Monday</source>
      <translation type="unfinished">dydd Llun</translation>
    </message>
    <message>
      <source>Tuesday</source>
      <translation type="unfinished">dydd Mawrth</translation>
    </message>
    <message>
      <source>Wednesday</source>
      <translation type="unfinished">dydd Mercher</translation>
    </message>
    <message>
      <source>Thursday</source>
      <translation type="unfinished">dydd Iau</translation>
    </message>
    <message>
      <source>Friday</source>
      <translation type="unfinished">dydd Gwener</translation>
    </message>
    <message>
      <source>Saturday</source>
      <translation type="unfinished">dydd Sadwrn</translation>
    </message>
    <message>
      <source>Sunday</source>
      <translation type="unfinished">dydd Sul</translation>
    </message>
    <message>
      <source>January</source>
      <translation type="unfinished">Ionawr</translation>
    </message>
    <message>
      <source>February</source>
      <translation type="unfinished">Chwefror</translation>
    </message>
    <message>
      <source>March</source>
      <translation type="unfinished">Mawrth</translation>
    </message>
    <message>
      <source>April</source>
      <translation type="unfinished">Ebrill</translation>
    </message>
    <message>
      <source>May</source>
      <translation type="unfinished">Mai</translation>
    </message>
    <message>
      <source>June</source>
      <translation type="unfinished">Mehefin</translation>
    </message>
    <message>
      <source>July</source>
      <translation type="unfinished">Gorffennaf</translation>
    </message>
    <message>
      <source>August</source>
      <translation type="unfinished">Awst</translation>
    </message>
    <message>
      <source>September</source>
      <translation type="unfinished">Medi</translation>
    </message>
    <message>
      <source>October</source>
      <translation type="unfinished">Hydref</translation>
    </message>
    <message>
      <source>November</source>
      <translation type="unfinished">Tachwedd</translation>
    </message>
    <message>
      <source>December</source>
      <translation type="unfinished">Rhagfyr</translation>
    </message>
    <message>
      <source>am</source>
      <translation type="unfinished">yb</translation>
    </message>
    <message>
      <source>pm</source>
      <translation type="unfinished">yp</translation>
    </message>
    <message>
      <source>1 day</source>
      <translation type="unfinished">1 diwrnod</translation>
    </message>
    <message>
      <source>{n} days</source>
      <translation type="unfinished">{n} diwrnod</translation>
    </message>
    <message>
      <source>{n} days</source>
      <comment>two</comment>
      <translation type="unfinished">{n} ddiwrnod</translation>
    </message>
    <message>
      <source>1 month</source>
      <translation type="unfinished">1 mis</translation>
    </message>
    <message>
      <source>{n} months</source>
      <translation type="unfinished">{n} mis</translation>
    </message>
    <message>
      <source>{n} months</source>
      <comment>two</comment>
      <translation type="unfinished">{n} fis</translation>
    </message>
    <message>
      <source>1 hour</source>
      <translation type="unfinished">1 awr</translation>
    </message>
    <message>
      <source>{n} hours</source>
      <translation type="unfinished">{n} awr</translation>
    </message>
    <message>
      <source>1 minute</source>
      <translation type="unfinished">1 munud</translation>
    </message>
    <message>
      <source>{n} minutes</source>
      <translation type="unfinished">{n} munud</translation>
    </message>
    <message>
      <source>{n} minutes</source>
      <comment>two</comment>
      <translation type="unfinished">{n} funud</translation>
    </message>
    <message>
      <source>1 second</source>
      <translation type="unfinished">1 eiliad</translation>
    </message>
    <message>
      <source>{n} seconds</source>
      <translation type="unfinished">{n} eiliad</translation>
    </message>
    <message>
      <source>{reference}: a letter from {office}</source>
      <translation type="unfinished">{reference}: llythyr oddi wrth {office}</translation>
    </message>
    <message>
      <source>Please read the attached letter.</source>
      <translation type="unfinished">Darllenwch y llythyr sydd ynghlwm, os gwelwch yn dda.</translation>
    </message>
    <message>
      <source>The date is attached too, for your calendar.</source>
      <translation type="unfinished">Mae’r dyddiad ynghlwm hefyd, ar gyfer eich calendr.</translation>
    </message>
    <message>
      <source>Letter {reference}.pdf</source>
      <translation type="unfinished">Llythyr {reference}.pdf</translation>
    </message>
    <message>
      <source>Appointment at {office}</source>
      <translation type="unfinished">Apwyntiad yn {office}</translation>
    </message>
    <message>
      <source>Reference: {reference}</source>
      <translation type="unfinished">Cyfeirnod: {reference}</translation>
    </message>
    <message>
      <source>I’ve set it louder, as you asked.</source>
      <translation type="unfinished">Rwyf wedi’i osod yn uwch, fel y gofynnoch.</translation>
    </message>
    <message>
      <source>I’ve set it quieter, as you asked.</source>
      <translation type="unfinished">Rwyf wedi’i osod yn is, fel y gofynnoch.</translation>
    </message>
    <message>
      <source>I’ve set it to pause for your interpreter, as you asked.</source>
      <translation type="unfinished">Rwyf wedi’i osod i oedi ar gyfer eich cyfieithydd, fel y gofynnoch.</translation>
    </message>
    <message>
      <source>I’ve set it slower, as you asked.</source>
      <translation type="unfinished">Rwyf wedi’i osod yn arafach, fel y gofynnoch.</translation>
    </message>
    <message>
      <source>I’ve set it to your left ear, as you asked.</source>
      <translation type="unfinished">Rwyf wedi’i osod ar gyfer eich clust chwith, fel y gofynnoch.</translation>
    </message>
    <message>
      <source>I’ve set it to your right ear, as you asked.</source>
      <translation type="unfinished">Rwyf wedi’i osod ar gyfer eich clust dde, fel y gofynnoch.</translation>
    </message>
    <message>
      <source>You are about to hear your call of {day}, {length} long.</source>
      <translation type="unfinished">Rydych ar fin clywed eich galwad ({day}). Ei hyd yw {length}.</translation>
    </message>
    <message>
      <source>If you disagree with anything, tell me. I’ll note it with the time.</source>
      <translation type="unfinished">Os ydych yn anghytuno ag unrhyw beth, dywedwch wrthyf. Byddaf yn ei nodi gyda’r amser.</translation>
    </message>
    <message>
      <source>Pause, go back or take a break whenever you like.</source>
      <translation type="unfinished">Oedwch, ewch yn ôl neu cymerwch egwyl pryd bynnag y mynnwch.</translation>
    </message>
    <message>
      <source>Please do not record.</source>
      <translation type="unfinished">Peidiwch â recordio, os gwelwch yn dda.</translation>
    </message>
    <message>
      <source>Hearing aids, medical devices and interpreters are welcome.</source>
      <translation type="unfinished">Mae croeso i gymhorthion clyw, dyfeisiau meddygol a chyfieithwyr ar y pryd.</translation>
    </message>
    <message>
      <source>Nothing is removed from it.</source>
      <translation type="unfinished">Ni thynnwyd dim ohoni.</translation>
    </message>
    <message>
      <source>One part is removed: {length}, {reason}.</source>
      <translation type="unfinished">Tynnwyd un rhan: {length}, {reason}.</translation>
    </message>
    <message>
      <source>One part is removed: {length}.</source>
      <translation type="unfinished">Tynnwyd un rhan: {length}.</translation>
    </message>
    <message>
      <source>You will see where.</source>
      <translation type="unfinished">Byddwch yn gweld ble.</translation>
    </message>
    <message>
      <source>{n} parts are removed, {length} in all.</source>
      <translation type="unfinished">Nifer y rhannau a dynnwyd: {n}, {length} i gyd.</translation>
    </message>
    <message>
      <source>{n} parts are removed, {length} in all: {reason}.</source>
      <translation type="unfinished">Nifer y rhannau a dynnwyd: {n}, {length} i gyd: {reason}.</translation>
    </message>
    <message>
      <source>Before you listen</source>
      <translation type="unfinished">Cyn i chi wrando</translation>
    </message>
    <message>
      <source>You will hear your call of {day}, {length} long.</source>
      <translation type="unfinished">Byddwch yn clywed eich galwad ({day}). Ei hyd yw {length}.</translation>
    </message>
    <message>
      <source>It is set up as you asked.</source>
      <translation type="unfinished">Mae wedi’i osod fel y gofynnoch.</translation>
    </message>
    <message>
      <source>You can pause, go back or take a break whenever you like.</source>
      <translation type="unfinished">Gallwch oedi, mynd yn ôl neu gymryd egwyl pryd bynnag y mynnwch.</translation>
    </message>
    <message>
      <source>You can stop at any time.</source>
      <translation type="unfinished">Gallwch roi’r gorau iddi ar unrhyw adeg.</translation>
    </message>
    <message>
      <source>If you disagree with anything, tell the adviser. It is noted with the time.</source>
      <translation type="unfinished">Os ydych yn anghytuno ag unrhyw beth, dywedwch wrth y cynghorydd. Caiff ei nodi gyda’r amser.</translation>
    </message>
    <message>
      <source>Hearing aids, streamers, medical devices and your interpreter’s equipment are welcome.</source>
      <translation type="unfinished">Mae croeso i gymhorthion clyw, ffrydwyr sain, dyfeisiau meddygol ac offer eich cyfieithydd ar y pryd.</translation>
    </message>
    <message>
      <source>Back to the adviser</source>
      <translation type="unfinished">Yn ôl at y cynghorydd</translation>
    </message>
    <message>
      <source>Receipt of a listening appointment</source>
      <translation type="unfinished">Derbynneb am apwyntiad gwrando</translation>
    </message>
    <message>
      <source>Demo office: this is not a real receipt.</source>
      <translation type="unfinished">Swyddfa arddangos: nid derbynneb go iawn yw hon.</translation>
    </message>
    <message>
      <source>You can also ask for a copy. Listening here does not replace it.</source>
      <translation type="unfinished">Gallwch hefyd ofyn am gopi. Nid yw gwrando yma yn cymryd ei le.</translation>
    </message>
    <message>
      <source>You can ask us to correct anything that is wrong.</source>
      <translation type="unfinished">Gallwch ofyn i ni gywiro unrhyw beth sy’n anghywir.</translation>
    </message>
    <message>
      <source>You can complain to the council. You can also complain to the regulator: {regulator}.</source>
      <translation type="unfinished">Gallwch gwyno i’r cyngor. Gallwch hefyd gwyno i’r rheoleiddiwr: {regulator}.</translation>
    </message>
    <message>
      <source>The log of this session</source>
      <translation type="unfinished">Cofnod y sesiwn hon</translation>
    </message>
    <message>
      <source>Everything that happened is in a log. Anyone can use this code to check that the log is unchanged.</source>
      <translation type="unfinished">Mae popeth a ddigwyddodd mewn cofnod. Gall unrhyw un ddefnyddio’r cod hwn i wirio nad yw’r cofnod wedi newid.</translation>
    </message>
    <message>
      <source>Reference</source>
      <translation type="unfinished">Cyfeirnod</translation>
    </message>
    <message>
      <source>Your call</source>
      <translation type="unfinished">Eich galwad</translation>
    </message>
    <message>
      <source>Present</source>
      <translation type="unfinished">Yn bresennol</translation>
    </message>
    <message>
      <source>Closed</source>
      <translation type="unfinished">Daeth i ben</translation>
    </message>
    <message>
      <source>Outcome</source>
      <translation type="unfinished">Canlyniad</translation>
    </message>
    <message>
      <source>Heard</source>
      <translation type="unfinished">Clywyd</translation>
    </message>
    <message>
      <source>Not heard</source>
      <translation type="unfinished">Heb ei glywed</translation>
    </message>
    <message>
      <source>nothing</source>
      <translation type="unfinished">dim</translation>
    </message>
    <message>
      <source>Removed</source>
      <translation type="unfinished">Tynnwyd</translation>
    </message>
    <message>
      <source>Disputed at</source>
      <translation type="unfinished">Anghytunwyd yn</translation>
    </message>
    <message>
      <source>Copy</source>
      <translation type="unfinished">Copi</translation>
    </message>
    <message>
      <source>wanted: Information Governance will send it</source>
      <translation type="unfinished">yn dymuno copi: bydd Llywodraethu Gwybodaeth yn ei anfon</translation>
    </message>
    <message>
      <source>not wanted</source>
      <translation type="unfinished">dim ei eisiau</translation>
    </message>
    <message>
      <source>Complaint</source>
      <translation type="unfinished">Cwyn</translation>
    </message>
    <message>
      <source>made today</source>
      <translation type="unfinished">gwnaed heddiw</translation>
    </message>
    <message>
      <source>none made today</source>
      <translation type="unfinished">ni wnaed un heddiw</translation>
    </message>
    <message>
      <source>{share}% of {total}</source>
      <translation type="unfinished">{share}% o {total}</translation>
    </message>
    <message>
      <source>{start} to {end}</source>
      <translation type="unfinished">{start} i {end}</translation>
    </message>
    <message>
      <source>{lasts} at {at}{about}</source>
      <translation type="unfinished">{lasts} am {at}{about}</translation>
    </message>
    <message>
      <source>{n} h</source>
      <translation type="unfinished">{n} awr</translation>
    </message>
    <message>
      <source>{n} min</source>
      <translation type="unfinished">{n} mun</translation>
    </message>
    <message>
      <source>{n} s</source>
      <translation type="unfinished">{n} eil</translation>
    </message>
    <message>
      <source>Heard in full</source>
      <translation type="unfinished">Clywyd yn llawn</translation>
    </message>
    <message>
      <source>Heard in part</source>
      <translation type="unfinished">Clywyd yn rhannol</translation>
    </message>
    <message>
      <source>Not enough evidence today</source>
      <translation type="unfinished">Dim digon o dystiolaeth heddiw</translation>
    </message>
    <message>
      <source>Customer left</source>
      <translation type="unfinished">Gadawodd y cwsmer</translation>
    </message>
    <message>
      <source>Did not come</source>
      <translation type="unfinished">Ni ddaeth</translation>
    </message>
    <message>
      <source>Cancelled</source>
      <translation type="unfinished">Canslwyd</translation>
    </message>
    <message>
      <source>Stopped by staff</source>
      <translation type="unfinished">Stopiwyd gan staff</translation>
    </message>
    <message>
      <source>Technical fault</source>
      <translation type="unfinished">Nam technegol</translation>
    </message>
    <message>
      <source>Approval withdrawn</source>
      <translation type="unfinished">Tynnwyd y gymeradwyaeth yn ôl</translation>
    </message>
    <message>
      <source>Opened by mistake</source>
      <translation type="unfinished">Agorwyd drwy gamgymeriad</translation>
    </message>
    <message>
      <source>We could not play your call today. Nothing was opened. You can come back another day.</source>
      <translation type="unfinished">Ni allem chwarae eich galwad heddiw. Ni agorwyd dim. Gallwch ddod yn ôl ddiwrnod arall.</translation>
    </message>
    <message>
      <source>Demo office.</source>
      <translation type="unfinished">Swyddfa arddangos.</translation>
    </message>
    <message>
      <source>Your request {reference}.</source>
      <translation type="unfinished">Eich cais {reference}.</translation>
    </message>
    <message>
      <source>Please bring one of these, with your name on it.</source>
      <translation type="unfinished">Dewch ag un o’r rhain, gyda’ch enw arno.</translation>
    </message>
    <message>
      <source>With a photo</source>
      <translation type="unfinished">Gyda llun</translation>
    </message>
    <message>
      <source>With your current address</source>
      <translation type="unfinished">Gyda’ch cyfeiriad presennol</translation>
    </message>
    <message>
      <source>If your name has changed, bring evidence of it, such as a marriage certificate.</source>
      <translation type="unfinished">Os yw eich enw wedi newid, dewch â thystiolaeth o hynny, megis tystysgrif priodas.</translation>
    </message>
    <message>
      <source>Receipt {reference}</source>
      <translation type="unfinished">Derbynneb {reference}</translation>
    </message>
    <message>
      <source>What to bring, {reference}</source>
      <translation type="unfinished">Beth i ddod gyda chi, {reference}</translation>
    </message>
    <message>
      <source>You can read the words while you listen.</source>
      <translation type="unfinished">Gallwch ddarllen y geiriau wrth wrando.</translation>
    </message>
    <message>
      <source>You asked for the words to read. I’m sorry, there are none for this call.</source>
      <translation type="unfinished">Gofynnoch am y geiriau i’w darllen. Mae’n ddrwg gennyf, nid oes rhai ar gyfer yr alwad hon.</translation>
    </message>
    <message>
      <source>You are about to hear the call of {day}, {length} long.</source>
      <translation type="unfinished">Rydych ar fin clywed yr alwad ({day}). Ei hyd yw {length}.</translation>
    </message>
    <message>
      <source>You will hear the call of {day}, {length} long.</source>
      <translation type="unfinished">Byddwch yn clywed yr alwad ({day}). Ei hyd yw {length}.</translation>
    </message>
    <message>
      <source>You are about to hear a call of {day} that someone else made about you, {length} long.</source>
      <translation type="unfinished">Rydych ar fin clywed galwad a wnaeth rhywun arall amdanoch chi ({day}). Ei hyd yw {length}.</translation>
    </message>
    <message>
      <source>You will hear a call of {day} that someone else made about you, {length} long.</source>
      <translation type="unfinished">Byddwch yn clywed galwad a wnaeth rhywun arall amdanoch chi ({day}). Ei hyd yw {length}.</translation>
    </message>
    <message>
      <source>The call</source>
      <translation type="unfinished">Yr alwad</translation>
    </message>
    <message>
      <source>Finish</source>
      <translation type="unfinished">Gorffen</translation>
    </message>
    <message>
      <source>Up</source>
      <translation type="unfinished">I fyny</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation type="unfinished">Stopio</translation>
    </message>
    <message>
      <source>Esc twice</source>
      <translation type="unfinished">Esc ddwywaith</translation>
    </message>
    <message>
      <source>Note</source>
      <translation type="unfinished">Nodyn</translation>
    </message>
    <message>
      <source>Take a break</source>
      <translation type="unfinished">Cymryd seibiant</translation>
    </message>
    <message>
      <source>Pause for an interpreter</source>
      <translation type="unfinished">Oedi ar gyfer cyfieithydd</translation>
    </message>
    <message>
      <source>Off</source>
      <translation type="unfinished">Diffodd</translation>
    </message>
    <message>
      <source>On</source>
      <translation type="unfinished">Ymlaen</translation>
    </message>
    <message>
      <source>Letter keys</source>
      <translation type="unfinished">Bysellau llythrennau</translation>
    </message>
    <message>
      <source>Back 10 seconds</source>
      <translation type="unfinished">Yn ôl 10 eiliad</translation>
    </message>
    <message>
      <source>Left</source>
      <translation type="unfinished">Chwith</translation>
    </message>
    <message>
      <source>Loudest</source>
      <translation type="unfinished">Uchaf</translation>
    </message>
    <message>
      <source>End of this piece. Press Play to continue.</source>
      <translation type="unfinished">Diwedd y darn hwn. Pwyswch Chwarae i barhau.</translation>
    </message>
    <message>
      <source>Your call of {when}</source>
      <translation type="unfinished">Eich galwad: {when}</translation>
    </message>
    <message>
      <source>The call of {when}</source>
      <translation type="unfinished">Yr alwad: {when}</translation>
    </message>
    <message>
      <source>Stops at natural pauses</source>
      <translation type="unfinished">Yn stopio wrth seibiau naturiol</translation>
    </message>
    <message>
      <source>of {total}</source>
      <translation type="unfinished">o {total}</translation>
    </message>
    <message>
      <source>Skip it</source>
      <translation type="unfinished">Neidio heibio</translation>
    </message>
    <message>
      <source>Speed</source>
      <translation type="unfinished">Cyflymder</translation>
    </message>
    <message>
      <source>As recorded</source>
      <translation type="unfinished">Fel y recordiwyd</translation>
    </message>
    <message>
      <source>Faster</source>
      <translation type="unfinished">Cyflymach</translation>
    </message>
    <message>
      <source>Volume</source>
      <translation type="unfinished">Lefel y sain</translation>
    </message>
    <message>
      <source>Display</source>
      <translation type="unfinished">Dangos</translation>
    </message>
    <message>
      <source>Display: text size and colours</source>
      <translation type="unfinished">Dangos: maint y testun a lliwiau</translation>
    </message>
    <message>
      <source>Keys</source>
      <translation type="unfinished">Bysellau</translation>
    </message>
    <message>
      <source>Text size and colours</source>
      <translation type="unfinished">Maint y testun a lliwiau</translation>
    </message>
    <message>
      <source>Text size</source>
      <translation type="unfinished">Maint y testun</translation>
    </message>
    <message>
      <source>Smaller</source>
      <translation type="unfinished">Llai</translation>
    </message>
    <message>
      <source>Larger</source>
      <translation type="unfinished">Mwy</translation>
    </message>
    <message>
      <source>{number}%</source>
      <translation type="unfinished">{number}%</translation>
    </message>
    <message>
      <source>Colours</source>
      <translation type="unfinished">Lliwiau</translation>
    </message>
    <message>
      <source>Dark</source>
      <translation type="unfinished">Tywyll</translation>
    </message>
    <message>
      <source>Light</source>
      <translation type="unfinished">Golau</translation>
    </message>
    <message>
      <source>For this call only. Nothing here is saved.</source>
      <translation type="unfinished">Ar gyfer yr alwad hon yn unig. Nid oes dim yn cael ei gadw yma.</translation>
    </message>
    <message>
      <source>Close</source>
      <translation type="unfinished">Cau</translation>
    </message>
    <message>
      <source>Keys on this page</source>
      <translation type="unfinished">Bysellau ar y dudalen hon</translation>
    </message>
    <message>
      <source>Play, or pause</source>
      <translation type="unfinished">Chwarae, neu oedi</translation>
    </message>
    <message>
      <source>Left, Right</source>
      <translation type="unfinished">Chwith, De</translation>
    </message>
    <message>
      <source>10 seconds back, or forward</source>
      <translation type="unfinished">10 eiliad yn ôl, neu ymlaen</translation>
    </message>
    <message>
      <source>Shift + Left, Right</source>
      <translation type="unfinished">Shift + Chwith, De</translation>
    </message>
    <message>
      <source>2 seconds back, or forward</source>
      <translation type="unfinished">2 eiliad yn ôl, neu ymlaen</translation>
    </message>
    <message>
      <source>Up, Down</source>
      <translation type="unfinished">I fyny, I lawr</translation>
    </message>
    <message>
      <source>Louder, or quieter</source>
      <translation type="unfinished">Sain uwch, neu is</translation>
    </message>
    <message>
      <source>[ and ]</source>
      <translation type="unfinished">[ neu ]</translation>
    </message>
    <message>
      <source>Slower, or faster</source>
      <translation type="unfinished">Yn arafach, neu’n gyflymach</translation>
    </message>
    <message>
      <source>Stop, and hide the call at once</source>
      <translation type="unfinished">Stopio, a chuddio’r alwad ar unwaith</translation>
    </message>
    <message>
      <source>W</source>
      <translation type="unfinished">W</translation>
    </message>
    <message>
      <source>Have a screen reader say the current words</source>
      <translation type="unfinished">Cael darllenydd sgrin i ddweud y geiriau presennol</translation>
    </message>
    <message>
      <source>N</source>
      <translation type="unfinished">N</translation>
    </message>
    <message>
      <source>Make a note here</source>
      <translation type="unfinished">Gwneud nodyn yma</translation>
    </message>
    <message>
      <source>B</source>
      <translation type="unfinished">B</translation>
    </message>
    <message>
      <source>Ear</source>
      <translation type="unfinished">Clust</translation>
    </message>
    <message>
      <source>Both</source>
      <translation type="unfinished">Y ddwy</translation>
    </message>
    <message>
      <source>Right</source>
      <translation type="unfinished">De</translation>
    </message>
    <message>
      <source>One voice in each</source>
      <translation type="unfinished">Un llais ym mhob un</translation>
    </message>
    <message>
      <source>Space plays and pauses.</source>
      <translation type="unfinished">Mae’r bylchwr yn chwarae ac yn oedi.</translation>
    </message>
    <message>
      <source>Stopped at {place}</source>
      <translation type="unfinished">Wedi stopio: {place}</translation>
    </message>
    <message>
      <source>{rate}% speed</source>
      <translation type="unfinished">Cyflymder: {rate}%</translation>
    </message>
    <message>
      <source>{n} of 10</source>
      <translation type="unfinished">{n} o 10</translation>
    </message>
    <message>
      <source>Space</source>
      <translation type="unfinished">Bylchwr</translation>
    </message>
    <message>
      <source>Part removed.</source>
      <translation type="unfinished">Rhan wedi’i thynnu.</translation>
    </message>
    <message>
      <source>{length}{about}</source>
      <translation type="unfinished">{length}{about}</translation>
    </message>
    <message>
      <source>A part is removed here, {what}.</source>
      <translation type="unfinished">Mae rhan wedi’i thynnu yma: {what}.</translation>
    </message>
    <message>
      <source>One voice is removed here, {what}.</source>
      <translation type="unfinished">Mae un llais wedi’i dynnu yma: {what}.</translation>
    </message>
    <message>
      <source>The note is saved.</source>
      <translation type="unfinished">Mae’r nodyn wedi’i gadw.</translation>
    </message>
    <message>
      <source>Next: a part is removed, {what}.</source>
      <translation type="unfinished">Nesaf: mae rhan wedi’i thynnu, {what}.</translation>
    </message>
    <message>
      <source>{what}, another {length}.</source>
      <translation type="unfinished">{what}: {length} arall.</translation>
    </message>
    <message>
      <source>part removed, {length}</source>
      <translation type="unfinished">rhan wedi’i thynnu, {length}</translation>
    </message>
    <message>
      <source>Play</source>
      <translation type="unfinished">Chwarae</translation>
    </message>
    <message>
      <source>Pause</source>
      <translation type="unfinished">Oedi</translation>
    </message>
    <message>
      <source>One voice</source>
      <translation type="unfinished">Un llais</translation>
    </message>
    <message>
      <source>The other voice</source>
      <translation type="unfinished">Y llais arall</translation>
    </message>
    <message>
      <source>One voice is speaking</source>
      <translation type="unfinished">Mae un llais yn siarad</translation>
    </message>
    <message>
      <source>The other voice is speaking</source>
      <translation type="unfinished">Mae’r llais arall yn siarad</translation>
    </message>
    <message>
      <source>The other person</source>
      <translation type="unfinished">Y person arall</translation>
    </message>
    <message>
      <source>The other person is speaking</source>
      <translation type="unfinished">Mae’r person arall yn siarad</translation>
    </message>
    <message>
      <source>You</source>
      <translation type="unfinished">Chi</translation>
    </message>
    <message>
      <source>You are speaking</source>
      <translation type="unfinished">Rydych chi’n siarad</translation>
    </message>
    <message>
      <source>Council</source>
      <translation type="unfinished">Y cyngor</translation>
    </message>
    <message>
      <source>The council is speaking</source>
      <translation type="unfinished">Mae’r cyngor yn siarad</translation>
    </message>
    <message>
      <source>This is the end of the call</source>
      <translation type="unfinished">Dyma ddiwedd yr alwad</translation>
    </message>
    <message>
      <source>Paused</source>
      <translation type="unfinished">Wedi oedi</translation>
    </message>
    <message>
      <source>Ready when you are</source>
      <translation type="unfinished">Yn barod pan fyddwch chi</translation>
    </message>
    <message>
      <source>Both are speaking</source>
      <translation type="unfinished">Mae’r ddau’n siarad</translation>
    </message>
    <message>
      <source>The call is playing</source>
      <translation type="unfinished">Mae’r alwad yn chwarae</translation>
    </message>
    <message>
      <source>Nobody is speaking</source>
      <translation type="unfinished">Nid oes neb yn siarad</translation>
    </message>
    <message>
      <source>More controls</source>
      <translation type="unfinished">Rhagor o reolyddion</translation>
    </message>
    <message>
      <source>More</source>
      <translation type="unfinished">Rhagor</translation>
    </message>
    <message>
      <source>Less</source>
      <translation type="unfinished">Llai</translation>
    </message>
    <message>
      <source>One voice removed</source>
      <translation type="unfinished">Un llais wedi’i dynnu</translation>
    </message>
    <message>
      <source>The beginning</source>
      <translation type="unfinished">Y dechrau</translation>
    </message>
    <message>
      <source>{what}, {length}</source>
      <translation type="unfinished">{what}, {length}</translation>
    </message>
    <message>
      <source>The call goes on</source>
      <translation type="unfinished">Mae’r alwad yn parhau</translation>
    </message>
    <message>
      <source>Chapters</source>
      <translation type="unfinished">Penodau</translation>
    </message>
    <message>
      <source>{time}, {chapter}</source>
      <translation type="unfinished">{time}, {chapter}</translation>
    </message>
    <message>
      <source>you are here</source>
      <translation type="unfinished">rydych chi yma</translation>
    </message>
    <message>
      <source>heard</source>
      <translation type="unfinished">wedi’i chlywed</translation>
    </message>
    <message>
      <source>The words are shown. W says the current line.</source>
      <translation type="unfinished">Dangosir y geiriau. Mae W yn dweud y llinell bresennol.</translation>
    </message>
    <message>
      <source>Someone else</source>
      <translation type="unfinished">Rhywun arall</translation>
    </message>
    <message>
      <source>[Words left out beside a removed part]</source>
      <translation type="unfinished">[Geiriau wedi’u hepgor wrth ymyl rhan a dynnwyd]</translation>
    </message>
    <message>
      <source>{length} removed: {reason}</source>
      <translation type="unfinished">{length} wedi’i dynnu: {reason}</translation>
    </message>
    <message>
      <source>{length} removed</source>
      <translation type="unfinished">{length} wedi’i dynnu</translation>
    </message>
    <message>
      <source>1 part removed</source>
      <translation type="unfinished">1 rhan wedi’i thynnu</translation>
    </message>
    <message>
      <source>{n} parts removed</source>
      <translation type="unfinished">{n} rhan wedi’u tynnu</translation>
    </message>
    <message>
      <source>The recording ends here: the call was transferred.</source>
      <translation type="unfinished">Mae’r recordiad yn gorffen yma: trosglwyddwyd yr alwad.</translation>
    </message>
    <message>
      <source>The recording ends here: it was paused for a payment.</source>
      <translation type="unfinished">Mae’r recordiad yn gorffen yma: fe’i hoedwyd ar gyfer taliad.</translation>
    </message>
    <message>
      <source>The recording ends here: the call was put on hold.</source>
      <translation type="unfinished">Mae’r recordiad yn gorffen yma: rhoddwyd yr alwad i aros.</translation>
    </message>
    <message>
      <source>On a break</source>
      <translation type="unfinished">Ar seibiant</translation>
    </message>
    <message>
      <source>Take as long as you like. Nothing plays, and the call is hidden.</source>
      <translation type="unfinished">Cymerwch gymaint o amser ag y mynnwch. Nid oes dim yn chwarae, ac mae’r alwad wedi’i chuddio.</translation>
    </message>
    <message>
      <source>Stopped</source>
      <translation type="unfinished">Wedi stopio</translation>
    </message>
    <message>
      <source>You don’t have to carry on. You can have a copy instead, or come back another day.</source>
      <translation type="unfinished">Nid oes rhaid i chi barhau. Gallwch gael copi yn lle hynny, neu ddod yn ôl ar ddiwrnod arall.</translation>
    </message>
    <message>
      <source>You don’t have to carry on. You can come back another day.</source>
      <translation type="unfinished">Nid oes rhaid i chi barhau. Gallwch ddod yn ôl ar ddiwrnod arall.</translation>
    </message>
    <message>
      <source>If you’d like to talk to someone, these helplines can help: {helplines}.</source>
      <translation type="unfinished">Os hoffech chi siarad â rhywun, gall y llinellau cymorth hyn helpu: {helplines}.</translation>
    </message>
    <message>
      <source>If you’d like to talk to someone, the adviser has a card with helplines that are open day and night.</source>
      <translation type="unfinished">Os hoffech siarad â rhywun, mae gan y cynghorydd gerdyn â llinellau cymorth sydd ar agor ddydd a nos.</translation>
    </message>
    <message>
      <source>Nothing plays, and the call is hidden. You can stop here.</source>
      <translation type="unfinished">Nid oes dim yn chwarae, ac mae’r alwad wedi’i chuddio. Gallwch stopio yma.</translation>
    </message>
    <message>
      <source>Stop here</source>
      <translation type="unfinished">Stopio yma</translation>
    </message>
    <message>
      <source>Go on listening</source>
      <translation type="unfinished">Parhau i wrando</translation>
    </message>
    <message>
      <source>Ready to go on</source>
      <translation type="unfinished">Yn barod i barhau</translation>
    </message>
    <message>
      <source>Nothing plays until the adviser has unlocked the call.</source>
      <translation type="unfinished">Nid oes dim yn chwarae nes bod y cynghorydd wedi datgloi’r alwad.</translation>
    </message>
    <message>
      <source>Hold music</source>
      <translation type="unfinished">Cerddoriaeth aros</translation>
    </message>
    <message>
      <source>Nobody speaks</source>
      <translation type="unfinished">Nid oes neb yn siarad</translation>
    </message>
    <message>
      <source>Before the answer</source>
      <translation type="unfinished">Cyn yr ateb</translation>
    </message>
    <message>
      <source>{place} of {total}</source>
      <translation type="unfinished">{place} o {total}</translation>
    </message>
    <message>
      <source>Step {number} of {of}: {page}</source>
      <translation type="unfinished">Cam {number} o {of}: {page}</translation>
    </message>
  </context>
</TS>

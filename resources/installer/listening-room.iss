; Inno Setup 6: a silent installation for every account of a Windows PC.                     Written, and never tried.
;
;   pyinstaller --noconfirm build_installer.spec          (on Windows, with VLC installed: the spec takes its libvlc)
;                                                         The demonstration, dist\listening-room-demo, is left out.
;   iscc /DVersion=0.1.0 resources\installer\listening-room.iss
;   listening-room-0.1.0-setup.exe /VERYSILENT /SUPPRESSMSGBOXES /NORESTART /POLICIES="\\server\share\policies"
;
; /POLICIES names a folder with the office's own identity.toml, office.toml and keeping.toml; without it the shipped
; ones are laid down. They lie beside the program, where only an administrator of the PC can write; an update without
; it leaves them as they are. Offices lie in their accounts; installing and removing never touches them.

#ifndef Version
  #error Say which version: /DVersion=0.1.0
#endif
#define Root "..\.."

[Setup]
AppId={{6E1B5C0A-5A0E-4A5B-9C1E-7B0D2C0F4B11}
AppName=Listening Room
AppVersion={#Version}
AppPublisher=Listening Room contributors
DefaultDirName={autopf}\Listening Room
DisableDirPage=yes
DisableProgramGroupPage=yes
PrivilegesRequired=admin
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0
LicenseFile={#Root}\LICENSE
OutputDir={#Root}\dist
OutputBaseFilename=listening-room-{#Version}-setup
Compression=lzma2
SolidCompression=yes
CloseApplications=yes
RestartApplications=no
UninstallDisplayName=Listening Room

[InstallDelete]
; An update leaves no file of the version before; the policies lie in a folder of their own.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Root}\dist\listening-room\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion
Source: "{#Root}\resources\policies\*.toml"; DestDir: "{app}\policies"; Flags: onlyifdoesntexist uninsneveruninstall
Source: "{#Root}\docs\administrators\*.md"; DestDir: "{app}\administrators"; Flags: ignoreversion

[Icons]
Name: "{commonprograms}\Listening Room"; Filename: "{app}\listening-room.exe"

[Registry]
; The source of the program's lines in the application log (desktop\environment\system_log.py). Of the messages in
; EventCreate.exe, which Windows has, those from 1 to 1000 are the text that they are given.
Root: HKLM; Subkey: "SYSTEM\CurrentControlSet\Services\EventLog\Application\Listening Room"; Flags: uninsdeletekey
Root: HKLM; Subkey: "SYSTEM\CurrentControlSet\Services\EventLog\Application\Listening Room"; ValueType: expandsz; ValueName: "EventMessageFile"; ValueData: "%SystemRoot%\System32\EventCreate.exe"
Root: HKLM; Subkey: "SYSTEM\CurrentControlSet\Services\EventLog\Application\Listening Room"; ValueType: dword; ValueName: "TypesSupported"; ValueData: "7"

[Code]
procedure CurStepChanged(Step: TSetupStep);
var
  From, Name: String;
  Found: TFindRec;
begin
  From := ExpandConstant('{param:POLICIES|}');
  if (Step <> ssPostInstall) or (From = '') then
    exit;
  if not FindFirst(AddBackslash(From) + '*.toml', Found) then
    RaiseException('There is no policy in the folder that /POLICIES names.');
  try
    repeat
      Name := AddBackslash(From) + Found.Name;
      if not FileCopy(Name, ExpandConstant('{app}\policies\') + Found.Name, False) then
        RaiseException('A policy could not be copied.');
    until not FindNext(Found);
  finally
    FindClose(Found);
  end;
end;

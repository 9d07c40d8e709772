"""The style sheet of a window or of a marked subtree, in tokens. `$root` selects a marked subtree itself.

It sets no fonts, and no buttons: they paint themselves, so that their words can wrap.
"""

RULES = """
$root { background: $page; color: $text; }
QLabel { color: $text; background: transparent; }
QLabel[tone="muted"] { color: $muted; }
QLabel[tone="error"] { color: $error; }
QLabel[tone="accent"] { color: $accent; }
QLabel[tone="bar"] { color: $on_bar; }
QLabel[tone="notice"] { color: $on_notice; }
QLabel[tone="badge"] { color: $on_badge; background: $badge; padding: 3px 9px; }
QScrollArea, QAbstractScrollArea { background: transparent; border: none; }
QLineEdit, QPlainTextEdit, QComboBox {
    background: $field; color: $on_field; border: 2px solid $edge; border-radius: 0; padding: 7px 9px;
    selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit { min-height: 26px; }
QComboBox { min-height: 26px; padding-right: 34px; combobox-popup: 0; }
QComboBox::drop-down { width: 34px; border: none; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView {
    background: $field; color: $on_field; border: 2px solid $edge; outline: none;
    selection-background-color: $accent; selection-color: $on_accent; }
QComboBox QAbstractItemView::item { min-height: 34px; padding: 0 9px; }
QComboBox QAbstractItemView::item:selected { background: $accent; color: $on_accent; }
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"] {
    border: 4px solid $error; padding: 5px 7px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {
    background: $disabled; color: $on_disabled; }
QTableView { background: $page; color: $text; border: none; outline: none; gridline-color: transparent; }
QHeaderView { background: $page; }
QHeaderView::section {
    background: $page; color: $muted; border: none; border-bottom: 2px solid $edge;
    padding: 6px 12px; text-align: left; }
QScrollBar:vertical { background: $soft; width: 16px; margin: 0; }
QScrollBar::handle:vertical { background: $edge; min-height: 44px; margin: 3px; border-radius: 5px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { background: $soft; border: 2px solid $edge; min-height: 16px; max-height: 16px; }
QProgressBar::chunk { background: $accent; }
"""

"""The style sheet, in tokens. `$within` limits a rule to a marked subtree.

It sets no fonts, and no buttons: they paint themselves, so that their words can wrap.
"""

RULES = """
$root { background: $page; color: $text; }
${within}QLabel { color: $text; background: transparent; }
${within}QLabel[tone="muted"] { color: $muted; }
${within}QLabel[tone="error"] { color: $error; }
${within}QLabel[tone="accent"] { color: $accent; }
${within}QLabel[tone="bar"] { color: $on_bar; }
${within}QLabel[tone="notice"] { color: $on_notice; }
${within}QLabel[tone="badge"] { color: $on_badge; background: $badge; padding: 3px 9px; }
${within}QScrollArea, ${within}QAbstractScrollArea { background: transparent; border: none; }
${within}QLineEdit, ${within}QPlainTextEdit, ${within}QComboBox {
    background: $field; color: $on_field; border: 2px solid $edge; border-radius: 0; padding: 7px 9px;
    selection-background-color: $accent; selection-color: $on_accent; }
${within}QLineEdit { min-height: 26px; }
${within}QComboBox { min-height: 26px; padding-right: 34px; }
${within}QComboBox::drop-down { width: 34px; border: none; }
${within}QComboBox::down-arrow { image: none; }
${within}QComboBox QAbstractItemView {
    background: $field; color: $on_field; border: 2px solid $edge; outline: none;
    selection-background-color: $accent; selection-color: $on_accent; }
${within}QLineEdit[wrong="true"], ${within}QPlainTextEdit[wrong="true"], ${within}QComboBox[wrong="true"] {
    border: 4px solid $error; padding: 5px 7px; }
${within}QLineEdit:disabled, ${within}QPlainTextEdit:disabled, ${within}QComboBox:disabled {
    background: $disabled; color: $on_disabled; }
${within}QTableView { background: $page; color: $text; border: none; outline: none; gridline-color: transparent; }
${within}QHeaderView { background: $page; }
${within}QHeaderView::section {
    background: $page; color: $muted; border: none; border-bottom: 2px solid $edge;
    padding: 6px 12px; text-align: left; }
${within}QScrollBar:vertical { background: $soft; width: 16px; margin: 0; }
${within}QScrollBar::handle:vertical { background: $edge; min-height: 44px; margin: 3px; border-radius: 5px; }
${within}QScrollBar::add-line, ${within}QScrollBar::sub-line { height: 0; width: 0; }
${within}QScrollBar::add-page, ${within}QScrollBar::sub-page { background: transparent; }
${within}QProgressBar { background: $soft; border: 2px solid $edge; min-height: 16px; max-height: 16px; }
${within}QProgressBar::chunk { background: $accent; }
${within}QToolTip { background: $page; color: $text; border: 1px solid $edge; padding: 6px; }
"""

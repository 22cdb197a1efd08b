"""The style of a report: light and dark, on screen and on paper."""

from string import Template

from clusterlab.export.theme import DARK, LIGHT, Theme

_STYLE = Template("""
:root { $light }
@media (prefers-color-scheme: dark) { :root { $dark } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--window); color: var(--text);
  font: 15px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
main { max-width: 1100px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 19px; margin: 0 0 12px; }
h3 { font-size: 16px; margin: 24px 0 4px; overflow-wrap: anywhere; }
p { margin: 0 0 10px; max-width: 46em; }
.muted, caption, dt { color: var(--muted); }
.answer { font-size: 17px; font-weight: 600; }
main > section { background: var(--panel); border: 1px solid var(--line); border-radius: 8px;
  padding: 20px 24px; margin-top: 20px; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(15em, 1fr)); gap: 10px 24px;
  margin: 0 0 10px; }
dd { margin: 0; overflow-wrap: anywhere; }
dt { font-size: 13px; }
ul { margin: 0 0 10px; padding-left: 1.3em; }
li { overflow-wrap: anywhere; }
math { display: block; text-align: left; margin: 0 0 14px; overflow-x: auto; }
figure { margin: 0 0 12px; }
img { display: block; width: 100%; height: auto; background: #fff; border-radius: 6px; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(400px, 100%), 1fr)); gap: 16px;
}
.scrolls { overflow-x: auto; margin-bottom: 12px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-size: 13px; padding-bottom: 4px; }
th, td { padding: 4px 12px; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th:first-child { text-align: left; padding-left: 0; font-weight: 500; white-space: normal;
  overflow-wrap: anywhere; min-width: 8em; }
thead th { color: var(--muted); font-weight: 500; font-size: 13px; }
td { background: color-mix(in srgb, var(--accent) var(--tint, 0%), transparent); }
.swatch { display: inline-block; width: 11px; height: 11px; border-radius: 50%; margin-right: 8px;
  border: 1px solid var(--muted); }
pre { background: var(--window); border: 1px solid var(--line); border-radius: 6px; padding: 12px;
  margin: 0 0 12px;  white-space: pre-wrap; overflow-wrap: anywhere; }
@media print {
  :root { $light }
  body { background: #fff; font-size: 11pt; }
  main { max-width: none; padding: 0; }
  main > section { border: 0; padding: 0; }
  figure, tr, dl > div { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
""")
_NAMES = ("window", "panel", "line", "text", "muted", "accent")


def report_style() -> str:
    """The style sheet."""
    return _STYLE.substitute(light=_colors(LIGHT), dark=_colors(DARK))


def _colors(theme: Theme) -> str:
    return " ".join(f"--{name}: {vars(theme)[name]};" for name in _NAMES)

/** How a chord is written for people: `ctrl+k` → `Ctrl-K`, `shift+up` → `Shift-↑`. */
export function chordLabel(chord: string): string {
  return chord
    .split('+')
    .map((part) => LABELS[part] ?? (part.length <= 3 ? part.toUpperCase() : part))
    .join('-')
}

const LABELS: Readonly<Record<string, string>> = {
  ctrl: 'Ctrl',
  alt: 'Alt',
  shift: 'Shift',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  enter: 'Enter',
  tab: 'Tab',
  escape: 'Esc',
}

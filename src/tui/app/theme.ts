import type { TextProps } from 'ink'
import type { Tone } from '../view/line.ts'

/** How each tone looks. Named colours only, so that every terminal shows its own palette. */
export const THEME: Readonly<Record<Tone, TextProps>> = {
  plain: {},
  dim: { dimColor: true },
  strong: { bold: true },
  frame: { color: 'gray' },
  accent: { color: 'cyan' },
  good: { color: 'green' },
  warning: { color: 'yellow' },
  error: { color: 'red', bold: true },
  selected: { inverse: true },
  name0: { color: 'cyan', bold: true },
  name1: { color: 'green', bold: true },
  name2: { color: 'magenta', bold: true },
  name3: { color: 'yellow', bold: true },
  name4: { color: 'blue', bold: true },
  name5: { color: 'red', bold: true },
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { COMMANDS } from '../../../src/tui/commands/command-table.ts'

const root = join(import.meta.dirname, '../../..')
const english = readFileSync(join(root, 'README.md'), 'utf8')
const portuguese = readFileSync(join(root, 'README.pt-BR.md'), 'utf8')

/** What has to be the same in every language: the order of headings, tables, blocks, flags and links to other documents. */
function skeleton(text: string): readonly string[] {
  return text
    .split('\n')
    .flatMap((line) => [
      ...(/^#+ /.exec(line) ?? []),
      ...(line.startsWith('|') ? [`${line.split('|').length} columns`] : []),
      ...(line.startsWith('```') ? [line] : []),
      ...[...line.matchAll(/`(--[a-z-]+)|\]\((docs\/[^)]+)\)/g)].map(
        ([, flag, link]) => flag ?? link ?? '',
      ),
    ])
}

it('says the same in both languages', () => {
  expect(skeleton(portuguese)).toEqual(skeleton(english))
  expect(english).toContain('](README.pt-BR.md)')
  expect(portuguese).toContain('](README.md)')
})

it('names commands that there are, also in their Portuguese form', () => {
  const known = new Set(COMMANDS.flatMap(({ slash }) => slash))
  for (const text of [english, portuguese]) {
    const named = [...text.matchAll(/`\/([a-z-]+)/g)].map(([, name]) => name ?? '')
    expect(named.filter((name) => !known.has(name))).toEqual([])
    expect(named.length).toBeGreaterThan(30)
  }
})

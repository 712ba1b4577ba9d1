import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

describe('the table of the earlier systems', () => {
  const rows = readFileSync(join(root, 'docs/EARLIER-SYSTEMS.md'), 'utf8')
    .split('\n')
    .filter((line) => /^\| (?!it could|---)/.test(line))

  test('has a row for each of their features', () => {
    expect(rows.length).toBeGreaterThan(30)
  })

  test.each(rows)('%s', (row) => {
    const cell = row.split('|').at(-2)?.trim() ?? ''
    const [file = '', title = ''] = cell.split(/: (.*)/)
    const path = join(root, 'test', `${file}.test.ts`)
    expect(existsSync(path), path).toBe(true)
    expect(title).not.toBe('')
    expect(readFileSync(path, 'utf8')).toContain(title)
  })
})

test('links between documents lead somewhere', () => {
  const documents = ['README.md', 'CHANGELOG.md']
  documents.push(...readdirSync(join(root, 'docs')).map((name) => join('docs', name)))
  for (const document of documents.filter((name) => name.endsWith('.md'))) {
    const text = readFileSync(join(root, document), 'utf8')
    for (const [, target = ''] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      expect(existsSync(join(root, dirname(document), target)), `${document}: ${target}`).toBe(true)
    }
  }
})

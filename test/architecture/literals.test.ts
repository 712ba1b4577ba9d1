import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { scanLiterals } from './scan-literals.ts'

const root = join(import.meta.dirname, '../..')

/** Folders whose words reach people only by way of src/i18n. */
const FACES = ['src/commands', 'src/tui', 'src/plain', 'src/rpc']

/** What stands on keys is the same in every language. */
const KEYS =
  /^(?:(?:(?:Ctrl|Alt|Shift)(?:-\S+)?|F\d{1,2}|Enter|Esc|Tab|Home|End|PgUp|PgDn|[A-Z]|…)(?: |$))+$/

/** Texts for programs and those who write them, and signs. */
const TECHNICAL: Readonly<Record<string, RegExp>> = {
  // Final letters of reports that terminals send.
  'src/tui/input/input-filter.ts': /^Rcntxy$/,
  // A ticked box.
  'src/tui/overlays/kinds/room/pick.ts': /^\[x\] $/,
  // JSON-RPC gives every error an English message beside its code.
  'src/rpc/answer-line.ts': /^(?:Parse error|Invalid request|Method not found|Internal error)[:.]/,
  'src/rpc/envelope.ts': /^(?:Invalid params: |The other side broke the protocol\.)$/,
}

test('no face says a word that is not in the catalogs', () => {
  const strays: string[] = []
  const faces = new Map(FACES.flatMap((face) => [...readSources(face)]))
  for (const [path, source] of faces) {
    for (const { text, line } of scanLiterals(path, source)) {
      if (KEYS.test(text) || TECHNICAL[path]?.test(text) === true) continue
      strays.push(`${path}:${line}: ${JSON.stringify(text)}`)
    }
  }
  expect(strays).toEqual([])
  expect(faces.size).toBeGreaterThan(100)
})

test('the catalogs have no text that nobody says', () => {
  const isCatalog = (path: string): boolean => path.startsWith('src/i18n/catalogs/')
  const sources = [...readSources('src')]
  const used = new Set<string>()
  for (const [, source] of sources.filter(([path]) => !isCatalog(path))) {
    for (const [, name = ''] of source.matchAll(/\.(\w+)/g)) used.add(name)
    for (const [, names = ''] of source.matchAll(/\{([^{}]*)\}(?: =|: [A-Z])/g)) {
      for (const name of names.match(/\w+/g) ?? []) used.add(name)
    }
  }
  const unsaid = sources
    .filter(([path]) => isCatalog(path))
    .flatMap(([, source]) => [...source.matchAll(/^ +readonly (\w+)\??:/gm)])
    .map(([, name = '']) => name)
    .filter((name) => !used.has(name))
  expect(unsaid).toEqual([])
})

describe('the scanner', () => {
  it.each([
    ['a sentence', `const a = 'one moment'`],
    ['a sentence in a template', 'const a = `${count} members`; const b = `the ${a} is here`'],
    ['a word with a capital', `const a = { title: 'Help' }`],
    ['a word that is said', `desk.say('online')`],
    ['a word in a template that is said', 'say(`${name} online`)'],
    ['a word in a choice that is said', `say(isThere ? 'online' : '')`],
    ['a word that is drawn', `span('online', 'dim')`],
    ['a word between tags', 'const a = <Text>online now</Text>'],
  ])('finds %s', (_, source) => {
    expect(scanLiterals('bad.tsx', source)).not.toEqual([])
  })

  it.each([
    ['names and modes', `dispatch({ type: 'overlay-opened', kind: 'goto' })`],
    ['what is compared', `if (word === 'Two words') say(texts.help)`],
    ['imports', `import { a } from './Some File.ts'`],
    ['types', `type A = 'Two words'; const a: 'Two words' | undefined = undefined`],
    ['keys of objects', `const a = { 'Two words': 1 }; const b = a['Two words']`],
    ['what a bug says', `throw new Error('Two words')`],
    ['what a function inside decides', `ask(texts.user, () => pick('online'))`],
    ['how a text is drawn', `span(text, 'dim')`],
  ])('leaves %s alone', (_, source) => {
    expect(scanLiterals('good.tsx', source)).toEqual([])
  })
})

function readSources(folder: string): Map<string, string> {
  const sources = new Map<string, string>()
  for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue
    const path = join(entry.parentPath, entry.name)
    sources.set(path.slice(root.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8'))
  }
  return sources
}

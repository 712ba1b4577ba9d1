import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkArchitecture } from './check.ts'
import { scanImports } from './scan-imports.ts'

const root = join(import.meta.dirname, '../..')
const program = readProgram()

test('the program keeps its rules', () => {
  const { violations, importCount } = checkArchitecture(program)
  expect(violations).toEqual([])
  expect(importCount).toBeGreaterThan(program.size)
})

describe('the checker itself', () => {
  test.each([
    ['an upward import', 'src/shared/bad.ts', `import { v } from '../protocol/ids.ts'`],
    [
      'an upward import of a type',
      'src/shared/bad.ts',
      `import type { K } from '../protocol/ids.ts'`,
    ],
    [
      'an upward import over lines',
      'src/shared/bad.ts',
      `import {\n  K,\n} from '../protocol/ids.ts'`,
    ],
    ['an upward re-export', 'src/shared/bad.ts', `export * from '../protocol/ids.ts'`],
    ['an upward dynamic import', 'src/shared/bad.ts', `await import('../protocol/ids.ts')`],
    ['an upward require', 'src/shared/bad.ts', `const a = require("../protocol/ids.ts")`],
    ['an upward import type', 'src/shared/bad.ts', `type K = import('../protocol/ids.ts').Kid`],
    ['an import for its effect', 'src/shared/bad.ts', `import '../protocol/ids.ts'`],
    ['an import that no one can read', 'src/shared/bad.ts', 'await import(`./${name}.ts`)'],
    ['an import of nothing', 'src/shared/bad.ts', `import { a } from './nowhere.ts'`],
    ['tracker and peer together', 'src/tracker/bad.ts', `import type { P } from '../peer/peer.ts'`],
    ['a face inside the peer', 'src/rpc/bad.ts', `import { r } from '../peer/reducer.ts'`],
    ['sockets outside net', 'src/peer/bad.ts', `import { connect } from 'node:tls'`],
    ['sockets without the prefix', 'src/peer/bad.ts', `import { connect } from 'tls'`],
    ['the disk outside store', 'src/cli/bad.ts', `import { readFile } from 'node:fs/promises'`],
    ['a built-in module by call', 'src/cli/bad.ts', `process.getBuiltinModule('node:fs')`],
    ['crypto as a value', 'src/net/bad.ts', `import { createHash } from 'node:crypto'`],
    ['a package without an owner', 'src/net/bad.ts', `import x from 'left-pad'`],
    ['the environment outside cli', 'src/peer/bad.ts', `const a = process.env['HOME']`],
    ['a cycle', 'src/shared/bad.ts', `import { a } from './worse.ts'`],
    ['a long file', 'src/shared/bad.ts', '\n'.repeat(301)],
    ['a name in capitals', 'src/shared/BadName.ts', ''],
    ['a barrel', 'src/shared/index.ts', ''],
    ['a folder about nothing', 'src/shared/utils/bad.ts', ''],
    ['a layer of its own', 'src/extra/bad.ts', ''],
  ])('finds %s', (_, path, source) => {
    const seeded = new Map(program)
    seeded.set('src/peer/reducer.ts', '')
    seeded.set('src/shared/worse.ts', `export { b } from './bad.ts'`)
    seeded.set('src/shared/bad.ts', '')
    seeded.set(path, source)
    const before = checkArchitecture(program).violations
    const found = checkArchitecture(seeded).violations.filter((one) => !before.includes(one))
    expect(found).toHaveLength(1)
  })

  test('finds a full folder', () => {
    const seeded = new Map(program)
    for (let n = 0; n < 16; n++) seeded.set(`src/shared/deep/file-${n}.ts`, '')
    expect(checkArchitecture(seeded).violations).toContain('src/shared/deep: 16 files')
  })

  test('tells types from values and leaves comments alone', () => {
    const source = [
      '/** Never from "./a.ts", says this comment. */',
      ` * import './b.ts'`,
      `// import './c.ts'`,
      `import type { D } from './d.ts'`,
      `export type { E } from './e.ts'`,
      `import { type F } from './f.ts'`,
      `import type from './g.ts'`,
    ].join('\n')
    expect(scanImports(source)).toEqual([
      { specifier: './d.ts', typeOnly: true },
      { specifier: './e.ts', typeOnly: true },
      { specifier: './f.ts', typeOnly: false },
      { specifier: './g.ts', typeOnly: false },
    ])
  })
})

function readProgram(): Map<string, string> {
  const sources = new Map<string, string>()
  for (const top of ['src', 'bin']) {
    for (const entry of readdirSync(join(root, top), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue
      const path = join(entry.parentPath, entry.name)
      sources.set(path.slice(root.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8'))
    }
  }
  return sources
}

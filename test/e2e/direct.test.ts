import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { expect, onTestFinished, test } from 'vitest'
import type { Wanted } from '../helpers/emulator.ts'
import { createTestFolder, PROGRAM, runProgram } from '../helpers/program.ts'
import { startInPty, type PtyProgram } from '../helpers/pty.ts'
import { quickUsersOption } from '../helpers/quick-programs.ts'
import { KEYS } from '../helpers/screen.ts'
import { GIVEN_BACK } from '../helpers/emulator.ts'

const PATIENCE_MS = 30_000

interface Person extends PtyProgram {
  see(wanted: Wanted): Promise<void>
  enter(line: string): void
}

function sitDown(words: readonly string[], data: string): Person {
  const program = startInPty({
    file: execPath,
    args: [PROGRAM, 'direct', ...words, '--data', data],
    env: {
      HOME: '/nonexistent',
      XDG_CONFIG_HOME: undefined,
      LC_ALL: undefined,
      NODE_OPTIONS: quickUsersOption(),
    },
  })
  onTestFinished(() => program.dispose())
  return {
    ...program,
    see: (wanted) => program.waitFor(wanted, PATIENCE_MS),
    enter: (line) => program.write(`${line}${KEYS.enter}`),
  }
}

/** The words that stand under the question. */
function wordsOn(person: Person): string {
  return /screens\?\s+((?:[a-z]+ ){7}[a-z]+)/.exec(person.text())?.[1] ?? ''
}

async function listen(data: string): Promise<{ bob: Person; port: string }> {
  const bob = sitDown(['--listen', '0', '--user', 'bob'], data)
  await bob.see(/chatp2p direct \S+:\d+/)
  const port = /chatp2p direct \S+:(\d+)/.exec(bob.text())?.[1] ?? ''
  return { bob, port }
}

test('two people meet, compare the same words, talk, and one leaves', async () => {
  const { bob, port } = await listen(await createTestFolder())
  const aliceData = await createTestFolder()
  const alice = sitDown([`127.0.0.1:${port}`, '--user', 'alice'], aliceData)
  await Promise.all([alice.see('Same words'), bob.see('Same words')])
  expect(wordsOn(alice).split(' ')).toHaveLength(8)
  expect(wordsOn(alice)).toBe(wordsOn(bob))

  alice.enter('shall we?')
  await bob.see(/alice +shall we\?/)
  bob.enter('yes')
  await alice.see(/bob +yes/)

  alice.enter('sair')
  expect((await alice.exited).code).toBe(0)
  expect(alice.modes()).toMatchObject(GIVEN_BACK)
  await bob.see('alice has left')

  const again = sitDown([`127.0.0.1:${port}`, '--user', 'alice'], aliceData)
  await again.see('This is the same bob as today')
  await again.see(/bob +yes/)

  bob.write(KEYS.ctrl('c'))
  expect((await bob.exited).code).toBe(0)
  await again.see('bob has left')
})

test('histories are exported with the secret as the password', async () => {
  const bobData = await createTestFolder()
  const { bob, port } = await listen(bobData)
  const alice = sitDown([`127.0.0.1:${port}`, '--user', 'alice'], await createTestFolder())
  await alice.see('Same words')
  alice.enter('for the record')
  await bob.see(/alice +for the record/)
  bob.enter('sair')
  await bob.exited
  const folder = join(bobData, 'direct')
  const password = (await readFile(join(folder, 'secret'), 'utf8')).trim()
  const words = ['export', '--data', folder, '--user', 'bob', '--chat', '@alice']
  const { stdout } = await runProgram(words, { CHATP2P_PASSWORD: password })
  expect(JSON.parse(stdout)).toMatchObject([{ text: 'for the record' }])
})

test('a third is told that there is no place', async () => {
  const { bob, port } = await listen(await createTestFolder())
  sitDown([`127.0.0.1:${port}`, '--user', 'alice'], await createTestFolder())
  await bob.see('Same words')
  const carol = sitDown([`127.0.0.1:${port}`, '--user', 'carol'], await createTestFolder())
  await carol.see('there is no place for a third')
})

test('the same goes line by line', async () => {
  const { bob, port } = await listen(await createTestFolder())
  const alice = sitDown(
    [`127.0.0.1:${port}`, '--user', 'alice', '--plain'],
    await createTestFolder(),
  )
  await alice.see('You meet bob for the first time.')
  await bob.see('Same words')
  alice.enter('in plain words')
  await bob.see(/alice +in plain words/)
  alice.enter('sair')
  expect((await alice.exited).code).toBe(0)
  await bob.see('alice has left')
})

test.each([
  [[], 'chatp2p direct --listen'],
  [['lab-pc', '--listen'], 'chatp2p direct ADDRESS'],
  [['lab-pc:http'], 'host:port'],
  [['lab-pc', '--user', 'a b'], '--user'],
])('direct %j is a mistake that is explained', async (words, sentence) => {
  const { code, stderr } = await runProgram(['direct', ...words])
  expect(code).toBe(2)
  expect(stderr).toContain(sentence)
})

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  createTestFolder,
  runProgram,
  startPlain,
  startTracker,
  type PlainProcess,
} from '../helpers/program.ts'
import { PASSWORD, sitDown } from './person.ts'

/** A new user of the line-by-line face. */
async function register(port: number, username: string): Promise<PlainProcess> {
  const person = startPlain({ data: await createTestFolder(), port })
  await person.type(`register ${username}`, 'Password:')
  await person.type(PASSWORD, 'once more:')
  await person.type(PASSWORD, `logged in as ${username}.`)
  await person.see('(exit)')
  return person
}

test('two people chat over pipes, in rooms and directly, and one governs the room', async () => {
  const { port } = await startTracker(await createTestFolder())
  const [alice, bob] = await Promise.all([register(port, 'alice'), register(port, 'bob')])
  await alice.type('create_room attic', 'You are in #attic')
  await bob.type('list_rooms', '#attic, public, 1 member, moderator alice')
  await bob.type('join_room attic', 'You are in #attic')
  await alice.see('* #attic: bob joined')
  await bob.type('good morning', 'Sent to #attic.')
  await alice.see(/\d bob: good morning\n/)
  await alice.type('/msg bob between us', 'Sent to @bob.')
  await bob.see(/\d @alice: between us\n/)
  await bob.type('/details', 'alice: ')

  await alice.type('/rename loft', 'Done.')
  await bob.see('alice renamed the room to loft')
  await alice.type('/password', 'New password:')
  await alice.type('open sesame', 'once more:')
  await alice.type('open sesame', 'Done.')
  await bob.see('alice changed the password')
  await alice.type('/kick bob', 'Done.')
  await bob.see('You were removed from #loft')
  await bob.type('anybody?', 'This room can only be read.')
  await bob.type('voltar', 'You are not in #loft any more')
  await bob.type('join_room loft', 'Password of the room:')
  await bob.type('open sesame', 'You are in #loft')
  await alice.see('alice added bob')
  await alice.type('/audit verify', 'Proved here')
  await alice.type('manage', '10 Delete the room')
  await alice.type('10', 'Type loft to go on:')
  await alice.type('loft', 'Done.')
  await bob.see('#loft was deleted by its moderator.')

  expect(await alice.end()).toMatchObject({ code: 0, stderr: '' })
  const end = await bob.end()
  expect(end.code).toBe(1)
  expect(end.stdout).not.toMatch(/[\u001B\u0007\r]/)
  expect(end.stdout).not.toContain(PASSWORD)
}, 120_000)

test('commands come from a file, and what they began is finished', async () => {
  const { port } = await startTracker(await createTestFolder())
  const bob = await register(port, 'bob')
  const shared = join(await createTestFolder(), 'notes.txt')
  await writeFile(shared, 'what was agreed\n'.repeat(5_000))
  await bob.type(`share ${shared}`, 'notes.txt is shared while you are online.')

  const data = await createTestFolder()
  await mkdir(data, { recursive: true })
  const carol = startPlain({ data, port })
  const lines = [
    'register carol',
    PASSWORD,
    PASSWORD,
    'files',
    'get bob notes.txt',
    'msg bob got it',
  ]
  carol.child.stdin?.write(`${lines.join('\n')}\n`)
  const end = await carol.end()
  expect(end.stdout).toContain('\nnotes.txt, 80 kB, of bob\n')
  const [, path = ''] = /notes\.txt is complete: (.+)\n/.exec(end.stdout) ?? []
  expect(await readFile(path, 'utf8')).toBe(await readFile(shared, 'utf8'))
  expect(end).toMatchObject({ code: 0, stderr: '' })
  await bob.see(/@carol: got it\n/)
  await bob.end()
}, 120_000)

test('an offer is told as one line, fetched by its number and told until it is complete', async () => {
  const { port } = await startTracker(await createTestFolder())
  const [alice, bob] = await Promise.all([register(port, 'alice'), register(port, 'bob')])
  const path = join(await createTestFolder(), 'slides.pdf')
  await writeFile(path, Buffer.alloc(3_000_000, 7))
  await bob.type('/autoaccept off', 'You are asked about every offer.')
  await alice.type(`send_file bob ${path}`, 'Sent to @bob.')
  await bob.see(/@alice: offers the file slides\.pdf, 3 MB\n\* get 1 fetches it/)
  await bob.type('get 1', 'slides.pdf is complete: ')
  await alice.see('* slides.pdf: 1 of 1 have it')
  await bob.type('transfers', '1 slides.pdf, 3 MB, of alice in @alice: complete')
  await Promise.all([alice.end(), bob.end()])
}, 120_000)

test('a simple terminal is spoken to line by line and shows no password', async () => {
  const { port } = await startTracker(await createTestFolder())
  const bob = await register(port, 'bob')
  const alice = sitDown({ data: await createTestFolder(), port, env: { TERM: 'dumb' } })
  await alice.see('2 Register a new user (register)')
  alice.enter('2')
  await alice.see('Username:')
  alice.enter('alice')
  await alice.see('Password:')
  alice.enter(PASSWORD)
  await alice.see('Password, once more:')
  alice.enter(`${PASSWORD}x\u007F`)
  await alice.see('logged in as alice.')
  alice.enter('create_room general')
  await alice.see('You are in #general')
  await bob.type('join_room general', 'You are in #general')
  await alice.see('* #general: bob joined')
  alice.write('hello')
  await bob.type('good morning', 'Sent to #general.')
  await alice.see('bob: good morning')
  alice.write('\r')
  await bob.see(/\d alice: hello\n/)
  alice.enter('voltar')
  await alice.see('You are not in #general any more')
  alice.enter('sair')
  expect(await alice.exited).toEqual({ code: 0, signal: undefined })
  expect(alice.output()).not.toContain(PASSWORD)
  expect(alice.output()).not.toContain('\u001B')
  await bob.end()
}, 120_000)

test('with neither a terminal nor anything to read it says what to do', async () => {
  const data = await createTestFolder()
  const end = await runProgram(['peer', '--tracker-host', '127.0.0.1', '--data', data])
  expect(end.code).toBe(2)
  expect(end.stderr).toMatch(/^There is neither a terminal nor anything to read\..*\n$/)
})

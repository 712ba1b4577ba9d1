import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createNetwork, openNetwork, PASSWORD, type Network } from '../helpers/network.ts'
import { createTestFolder, runProgram } from '../helpers/program.ts'

const env = { CHATP2P_PASSWORD: PASSWORD }

/** A data folder in which alice and bob have written to each other. */
async function writeChats(): Promise<Network> {
  const network = await createNetwork({ peers: ['alice', 'bob'] })
  const [alice, bob] = network.peers
  await alice!.createRoom({ name: 'general' })
  await bob!.joinRoom({ name: 'general' })
  const texts = ['first', 'second\nline', '*third*']
  for (const text of texts) await alice!.sendText('#general', text)
  await bob!.untilTexts('#general', texts)
  await bob!.sendText('@alice', 'psst')
  await alice!.untilTexts('@bob', ['psst'])
  await Promise.all(network.peers.map((peer) => peer.close()))
  return network
}

describe('export', () => {
  let network: Network
  let data: string
  beforeAll(async () => {
    network = await writeChats()
    data = network.dataDir
  })
  afterAll(() => network.close())

  test('writes one chat as a JSON array of sender, text and time, oldest first', async () => {
    const words = ['export', '--data', data, '--user', 'bob', '--chat', '#general']
    const { code, stdout } = await runProgram(words, env)
    expect(code).toBe(0)
    const messages = JSON.parse(stdout) as { sender: string; text: string; time: string }[]
    expect(messages.map(({ sender, text }) => [sender, text])).toEqual([
      ['alice', 'first'],
      ['alice', 'second\nline'],
      ['alice', '*third*'],
    ])
    for (const { time } of messages) expect(time).toBe(new Date(time).toISOString())
  })

  test('writes Markdown in which nothing that people wrote is markup', async () => {
    const words = ['export', '--data', data, '--user', 'alice', '--chat', '#general']
    const { stdout } = await runProgram([...words, '--format', 'md'], env)
    expect(stdout).toMatch(/^# \\#general\n\n## \d{4}-\d\d-\d\d\n/)
    expect(stdout).toContain('\\*third\\*')
    expect(stdout).toContain('second  \n  line')
  })

  test('writes every chat into a folder, for its owner only', async () => {
    const out = join(await createTestFolder(), 'plain')
    const words = ['export', '--data', data, '--user', 'alice', '--out', out]
    const { code } = await runProgram(words, env)
    expect(code).toBe(0)
    const dm = join(out, 'users-dm.chats', 'alice-bob.json')
    expect(JSON.parse(await readFile(dm, 'utf8'))).toMatchObject([{ sender: 'bob', text: 'psst' }])
    expect((await stat(dm)).mode & 0o777).toBe(0o600)
    await stat(join(out, 'room_chats', 'room_general.json'))
  })

  test.each([
    ['a wrong password', ['--user', 'bob'], { CHATP2P_PASSWORD: 'wrong' }, 1, /password/i],
    ['no password and no terminal', ['--user', 'bob'], {}, 2, /password is needed/],
    ['no user where there are several', [], env, 2, /--user \((?:alice, bob|bob, alice)\)/],
    ['a chat that is not there', ['--user', 'bob', '--chat', '#nowhere'], env, 1, /nowhere/],
    ['an unknown format', ['--user', 'bob', '--format', 'xml'], env, 2, /json, md/],
  ])('refuses %s with a sentence', async (_, words, environment, code, sentence) => {
    const ended = await runProgram(['export', '--data', data, ...words], environment)
    expect(ended.stderr).toMatch(sentence)
    expect(ended.code).toBe(code)
    expect(ended.stdout).toBe('')
  })
})

test('a profile that was backed up is restored on another machine and logs in there', async () => {
  const network = await openNetwork({ peers: ['alice', 'bob'] })
  const [alice, bob] = network.peers
  await alice!.sendText('@bob', 'before')
  await bob!.untilTexts('@alice', ['before'])
  const file = join(await createTestFolder(), 'alice.backup')
  const words = ['backup', file, '--data', network.dataDir, '--user', 'alice']
  const busy = await runProgram(words)
  expect(busy).toMatchObject({ code: 1, stderr: expect.stringMatching(/in use|another/i) })
  await alice!.close()
  expect(await runProgram(words)).toMatchObject({ code: 0, stderr: '' })

  const machine = await network.machine('alice')
  const restored = await runProgram(['restore', file, '--data', machine.dataDir])
  expect(restored).toMatchObject({ code: 0, stdout: expect.stringContaining('alice is back') })
  await machine.login({ username: 'alice', password: PASSWORD })
  expect(machine.texts('@bob')).toEqual(['before'])
  await machine.sendText('@bob', 'after')
  await bob!.untilTexts('@alice', ['before', 'after'])
})

test('histories of the earlier programs are imported as archives that can be read and purged', async () => {
  const network = await openNetwork({ peers: ['alice'] })
  const [alice] = network.peers
  await alice!.close()
  const folder = await createTestFolder()
  await mkdir(join(folder, 'room_chats'))
  const old = [
    { sender: 'bob', text: 'hello\u001B[2J', time: '2024-03-01T10:00:00Z' },
    { sender: 'alice', text: 'hi', time: '2024-03-01T10:01:00Z' },
  ]
  await writeFile(join(folder, 'room_chats', 'general.json'), JSON.stringify(old))
  const words = ['import', folder, '--data', network.dataDir, '--user', 'alice']
  expect(await runProgram(words, { CHATP2P_PASSWORD: PASSWORD })).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('#general ←'),
  })

  const again = await network.peer('alice')
  await again.login({ username: 'alice', password: PASSWORD })
  const name = '#general~imported'
  await again.until((state) => state.chats.has(name), 'the archive')
  expect(again.chat(name)).toMatchObject({ phase: 'imported', members: [] })
  expect(again.texts(name)).toEqual(['hello[2J', 'hi'])
  const [last] = await again.readHistory(name, { limit: 1 })
  expect(last).toMatchObject({ from: 'alice', own: true, sentAt: Date.parse(old[1]!.time) })
  await expect(again.sendText(name, 'x')).rejects.toMatchObject({ code: 'NOT_A_MEMBER' })
  await again.moderation.purgeArchive(name)
  expect(again.chat(name)).toBeUndefined()
  await again.logout()
  await again.login({ username: 'alice', password: PASSWORD })
  expect(again.chat(name)).toBeUndefined()
})

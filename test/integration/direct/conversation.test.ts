import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { layCable } from './cable.ts'
import { createComputers, directOf, portOf, untilDirect } from './two.ts'

describe('two people without a tracker', () => {
  it('write to each other, and both see the same eight words', async () => {
    const computers = await createComputers()
    const bob = await computers.start('b', 'bob')
    expect(directOf(bob)).toMatchObject({ role: 'listening', status: 'waiting', partner: null })
    const alice = await computers.start('a', 'alice', { port: portOf(bob) })
    const [atAlice, atBob] = await Promise.all([
      untilDirect(alice, 'together'),
      untilDirect(bob, 'together'),
    ])

    expect(atAlice.partner).toMatchObject({ username: 'bob', how: 'new', lastMet: null })
    expect(atBob.partner).toMatchObject({ username: 'alice', how: 'new', lastMet: null })
    expect(atAlice.partner?.words).toBe(atBob.partner?.words)
    expect(atAlice.partner?.words.split(' ')).toHaveLength(8)
    expect((await alice.verification.codeOf('bob')).words).toBe(atBob.partner?.words)

    await alice.sendText('@bob', 'is anybody there?')
    await bob.untilTexts('@alice', ['is anybody there?'])
    await bob.sendText('@alice', 'yes')
    const messages = await alice.untilTexts('@bob', ['is anybody there?', 'yes'])
    expect(messages.map(({ from }) => from)).toEqual(['alice', 'bob'])
    await alice.until(({ chats }) => {
      const [first] = chats.get('@bob')?.log.items ?? []
      return first?.type === 'message' && first.state === 'delivered'
    }, 'the receipt')
  })

  it('send files to each other', async () => {
    const computers = await createComputers()
    const bob = await computers.start('b', 'bob')
    const alice = await computers.start('a', 'alice', { port: portOf(bob) })
    await Promise.all([untilDirect(alice, 'together'), untilDirect(bob, 'together')])
    const path = join(computers.folder('a'), 'plan.txt')
    await writeFile(path, 'meet at noon\n')
    const id = await alice.files.send('@bob', path)
    await bob.until(({ transfers }) => transfers.has(id), 'the offer')
    await bob.files.accept(id)
    await bob.until(({ transfers }) => transfers.get(id)?.state === 'done', 'the file')
    const came = bob.state.get().transfers.get(id)?.path
    expect(await readFile(came ?? '', 'utf8')).toBe('meet at noon\n')
  })

  it('have no rooms and no accounts, which is said by one code', async () => {
    const computers = await createComputers()
    const bob = await computers.start('b', 'bob')
    const code = { code: 'NOT_IN_DIRECT' }
    const credentials = { username: 'bob', password: 'correct horse' }
    await expect(bob.createRoom({ name: 'lab' })).rejects.toMatchObject(code)
    await expect(bob.joinRoom({ name: 'lab' })).rejects.toMatchObject(code)
    await expect(bob.listRooms()).rejects.toMatchObject(code)
    await expect(bob.login(credentials)).rejects.toMatchObject(code)
    await expect(bob.register(credentials)).rejects.toMatchObject(code)
    await expect(bob.changePassword({ current: 'a', next: 'b' })).rejects.toMatchObject(code)
    await expect(bob.moderation.deleteRoom('lab')).rejects.toMatchObject(code)
  })

  it('lose nothing when the link breaks: the dialler dials again', async () => {
    const computers = await createComputers()
    const bob = await computers.start('b', 'bob')
    const cable = await layCable(portOf(bob))
    const alice = await computers.start('a', 'alice', { port: cable.port })
    await Promise.all([untilDirect(alice, 'together'), untilDirect(bob, 'together')])
    await alice.sendText('@bob', 'one')
    await bob.untilTexts('@alice', ['one'])

    cable.cut()
    await Promise.all([untilDirect(alice, 'apart'), untilDirect(bob, 'apart')])
    await alice.sendText('@bob', 'two')
    await bob.sendText('@alice', 'three')
    await alice.until(({ direct }) => direct?.problem === 'PEER_UNREACHABLE', 'a try that failed')
    cable.mend()

    await Promise.all([untilDirect(alice, 'together'), untilDirect(bob, 'together')])
    await alice.until(({ chats }) => chats.get('@bob')?.log.items.length === 3, 'all')
    await bob.until(({ chats }) => chats.get('@alice')?.log.items.length === 3, 'all')
    expect(alice.texts('@bob')).toEqual(bob.texts('@alice'))
    expect(alice.texts('@bob').toSorted()).toEqual(['one', 'three', 'two'])
    expect(directOf(alice).problem).toBeNull()
  })

  it('are told when the other leaves, and may meet again', async () => {
    const computers = await createComputers()
    const bob = await computers.start('b', 'bob')
    const first = await computers.start('a', 'alice', { port: portOf(bob) })
    await Promise.all([untilDirect(first, 'together'), untilDirect(bob, 'together')])
    await first.sendText('@bob', 'bye')
    await first.close()
    await untilDirect(bob, 'left')
    expect(bob.texts('@alice')).toEqual(['bye'])
    await bob.sendText('@alice', 'you forgot your key')

    const again = await computers.start('a', 'alice', { port: portOf(bob) })
    const { partner } = await untilDirect(again, 'together')
    expect(partner).toMatchObject({ username: 'bob', how: 'known' })
    await again.untilTexts('@bob', ['bye', 'you forgot your key'])
    await untilDirect(bob, 'together')
  })

  it('stay two: a third is refused with a code, and dials no more', async () => {
    const computers = await createComputers()
    const bob = await computers.start('b', 'bob')
    const alice = await computers.start('a', 'alice', { port: portOf(bob) })
    await Promise.all([untilDirect(alice, 'together'), untilDirect(bob, 'together')])
    const carol = await computers.start('c', 'carol', { port: portOf(bob) })
    expect(await untilDirect(carol, 'refused')).toMatchObject({
      problem: 'DIRECT_TAKEN',
      partner: null,
    })
    expect(carol.state.get().alerts.map(({ code }) => code)).toEqual(['DIRECT_TAKEN'])
    await alice.sendText('@bob', 'just us')
    await bob.untilTexts('@alice', ['just us'])
    expect([...bob.state.get().users.keys()]).toEqual(['alice'])
  })

  it('keep the place of whoever lost the link', async () => {
    const computers = await createComputers()
    const bob = await computers.start('b', 'bob')
    const cable = await layCable(portOf(bob))
    const alice = await computers.start('a', 'alice', { port: cable.port })
    await untilDirect(alice, 'together')
    cable.cut()
    await untilDirect(bob, 'apart')
    const carol = await computers.start('c', 'carol', { port: portOf(bob) })
    await untilDirect(carol, 'refused')
    cable.mend()
    await untilDirect(alice, 'together')
  })

  it('may have the same name', async () => {
    const computers = await createComputers()
    const here = await computers.start('b', 'ana')
    const there = await computers.start('a', 'ana', { port: portOf(here) })
    await Promise.all([untilDirect(here, 'together'), untilDirect(there, 'together')])
    await there.sendText('@ana-2', 'who am I?')
    const [message] = await here.untilTexts('@ana-2', ['who am I?'])
    expect(message).toMatchObject({ from: 'ana-2', own: false })
  })
})

describe('what direct mode leaves on the disk', () => {
  it('is for its owner only', async () => {
    const computers = await createComputers()
    const bob = await computers.start('b', 'bob')
    await bob.close()
    const folder = computers.folder('b')
    const names = await readdir(folder, { recursive: true })
    expect(names).toContain('secret')
    for (const name of names) {
      const facts = await stat(join(folder, name))
      expect([name, facts.mode & 0o077]).toEqual([name, 0])
    }
  })
})

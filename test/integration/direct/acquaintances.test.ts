import { rm } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { createComputers, directOf, portOf, untilDirect } from './two.ts'
import type { Computers } from './two.ts'

/** Bob at his computer and alice at hers have met and have said one thing each. */
async function meetOnce(computers: Computers): Promise<void> {
  const bob = await computers.start('b', 'bob')
  const alice = await computers.start('a', 'alice', { port: portOf(bob) })
  await Promise.all([untilDirect(alice, 'together'), untilDirect(bob, 'together')])
  await alice.sendText('@bob', 'on Tuesday')
  await bob.untilTexts('@alice', ['on Tuesday'])
  await alice.close()
  await bob.close()
}

describe('a returning acquaintance', () => {
  it('is recognised by the key, and the log goes on', async () => {
    const computers = await createComputers()
    const before = Date.now()
    await meetOnce(computers)
    const bob = await computers.start('b', 'bob')
    expect(bob.texts('@alice')).toEqual(['on Tuesday'])
    const alice = await computers.start('a', 'alice', { port: portOf(bob) })
    const { partner } = await untilDirect(bob, 'together')
    expect(partner).toMatchObject({ username: 'alice', how: 'known' })
    expect(partner?.lastMet).toBeGreaterThanOrEqual(before)
    expect(partner?.lastMet).toBeLessThanOrEqual(Date.now())
    await alice.sendText('@bob', 'and today')
    await bob.untilTexts('@alice', ['on Tuesday', 'and today'])
  })

  it('stays verified', async () => {
    const computers = await createComputers()
    await meetOnce(computers)
    const first = await computers.start('b', 'bob')
    await first.verification.confirm('alice')
    await first.close()
    const bob = await computers.start('b', 'bob')
    await computers.start('a', 'alice', { port: portOf(bob) })
    await untilDirect(bob, 'together')
    expect(bob.state.get().users.get('alice')).toMatchObject({ trust: 'verified', online: true })
  })
})

describe('another key under a known name', () => {
  it('is told, and nothing goes either way until it is accepted', async () => {
    const computers = await createComputers()
    await meetOnce(computers)
    await rm(computers.folder('a'), { recursive: true })
    const bob = await computers.start('b', 'bob')
    const impostor = await computers.start('a', 'alice', { port: portOf(bob) })
    const { partner } = await untilDirect(bob, 'together')
    expect(partner).toMatchObject({ username: 'alice', how: 'changed', lastMet: null })
    await untilDirect(impostor, 'together')
    expect(bob.chat('@alice')?.blocked).toBe('KEY_CHANGED')
    const { session } = impostor.state.get()
    expect(bob.state.get().users.get('alice')).toMatchObject({
      trust: 'changed',
      fingerprint: session.status === 'in' ? session.fingerprint : '',
    })
    await expect(bob.sendText('@alice', 'hello?')).rejects.toMatchObject({ code: 'KEY_CHANGED' })

    await impostor.sendText('@bob', 'it is me, honestly')
    expect(directOf(impostor).partner?.words).toBe(partner?.words)
    expect(bob.texts('@alice')).toEqual(['on Tuesday'])

    await bob.acceptKeyChange('alice')
    await bob.untilTexts('@alice', ['it is me, honestly'])
    expect(bob.chat('@alice')?.blocked).toBeNull()
    await bob.sendText('@alice', 'I believe you')
    await impostor.untilTexts('@bob', ['it is me, honestly', 'I believe you'])
    // What was said with the old key is still there, apart.
    const names = [...bob.state.get().chats.keys()]
    expect(names).toHaveLength(2)
  })

  it('does not block the conversation with the old key when that one comes back', async () => {
    const computers = await createComputers()
    await meetOnce(computers)
    const first = await computers.start('b', 'bob')
    const other = await computers.start('x', 'alice', { port: portOf(first) })
    await untilDirect(first, 'together')
    expect(first.chat('@alice')?.blocked).toBe('KEY_CHANGED')
    await other.close()
    await first.close()

    const bob = await computers.start('b', 'bob')
    expect(bob.chat('@alice')?.blocked).toBe('KEY_CHANGED')
    const alice = await computers.start('a', 'alice', { port: portOf(bob) })
    expect((await untilDirect(bob, 'together')).partner?.how).toBe('known')
    await bob.sendText('@alice', 'welcome back')
    await alice.untilTexts('@bob', ['on Tuesday', 'welcome back'])
  })

  it('at the place that is dialled again is not spoken to', async () => {
    const computers = await createComputers()
    const bob = await computers.start('b', 'bob')
    const port = portOf(bob)
    const alice = await computers.start('a', 'alice', { port })
    await untilDirect(alice, 'together')
    await bob.close()
    await untilDirect(alice, 'left')
    const other = await computers.start('x', 'bob', undefined, port)
    await alice.until(({ direct }) => direct?.problem === 'KEY_CHANGED', 'the refusal')
    expect(directOf(alice).status).toBe('left')
    expect(directOf(other)).toMatchObject({ status: 'waiting', partner: null })
    expect(alice.state.get().alerts.map(({ code }) => code)).toEqual(['KEY_CHANGED'])
  })
})

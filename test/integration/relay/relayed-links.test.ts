import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { TestPeer } from '../../helpers/network.ts'
import { find, needlesOfText } from '../confidentiality/needles.ts'
import { isSameFile, stage, untilOffered, untilTransfer } from '../files/kit.ts'
import { joinClosed, openIsolated, untilVia } from './isolated.ts'

const SECRET = 'the lynx waits behind the third door'

describe('two peers that nobody can connect to', () => {
  test('are linked through the tracker: messages, receipts and typing go as over any link', async () => {
    const { alice, bob } = await openIsolated()
    await untilVia(alice, 'bob', 'relay')
    await untilVia(bob, 'alice', 'relay')

    await sayAndBeRead(alice, bob)
    bob.sendTyping('@alice')
    await alice.until(
      ({ chats }) => chats.get('@bob')?.typing.includes('bob') === true,
      'to see bob writing',
    )
  })

  test('let each other into password rooms', async () => {
    const { alice, bob } = await openIsolated()
    await alice.createRoom({ name: 'cellar', password: 'open sesame' })
    await expect(bob.joinRoom({ name: 'cellar', password: 'open barley' })).rejects.toMatchObject({
      code: 'WRONG_ROOM_PASSWORD',
    })
    await bob.joinRoom({ name: 'cellar', password: 'open sesame' })
    await bob.sendText('#cellar', 'in')
    await alice.until(() => alice.texts('#cellar').includes('in'), 'to read it in the room')
  })

  test('send files', async () => {
    const { alice, bob } = await openIsolated()
    const { file } = await stage()
    const path = await file('picture.bin', 3_000_000)
    const id = await alice.files.send('@bob', path)
    await untilOffered(bob, id)
    await bob.files.accept(id)
    const { path: received } = await untilTransfer(bob, id, 'done')
    expect(await isSameFile(path, received ?? '')).toBe(true)
    expect(alice.state.get().users.get('bob')?.via).toBe('relay')
  })

  test('lose the link when one goes, and find it again when the tracker comes back', async () => {
    const network = await openIsolated()
    const { alice, bob } = network
    await untilVia(alice, 'bob', 'relay')
    await network.stopTracker()
    await untilVia(alice, 'bob', null)
    await network.startTracker()
    await untilVia(alice, 'bob', 'relay')
    await bob.close()
    await untilVia(alice, 'bob', null)
    expect(alice.state.get().alerts).toEqual([])
  })

  test('leave nothing readable at the tracker', async () => {
    const { alice, bob, dataDir, logged } = await openIsolated()
    await untilVia(alice, 'bob', 'relay')
    await alice.sendText('@bob', SECRET)
    await bob.untilTexts('@alice', [SECRET])
    await bob.close()
    await untilVia(alice, 'bob', null)
    const relayed = logged.filter(({ type }) => type === 'relayed')
    expect(relayed).toMatchObject([{ bytes: expect.toSatisfy((bytes) => bytes > SECRET.length) }])
    const places = readdirSync(dataDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((name) => ({ name, bytes: readFileSync(name) }))
    const told = { name: 'log', bytes: Buffer.from(JSON.stringify(logged)) }
    expect(find(needlesOfText('secret', SECRET), [...places, told])).toEqual([])
  })
})

describe('a tracker that has carried enough', () => {
  test('ends the link, which both are told once, and goes on later', async () => {
    const { alice, bob } = await openIsolated({ bytesPerPeriod: 700_000, periodMs: 2_500 })
    const { file } = await stage()
    const path = await file('large.bin', 1_500_000)
    const id = await alice.files.send('@bob', path)
    await untilOffered(bob, id)
    await bob.files.accept(id)
    for (const [peer, other] of [
      [alice, 'bob'],
      [bob, 'alice'],
    ] as const) {
      await peer.until(
        ({ alerts }) =>
          alerts.some(({ code, subject }) => code === 'RELAY_QUOTA' && subject === other),
        'to be told that the quota is used up',
      )
    }
    const { path: received } = await untilTransfer(bob, id, 'done')
    expect(await isSameFile(path, received ?? '')).toBe(true)
  })
})

describe('a tracker that carries nothing', () => {
  test('still takes messages and receipts to where they belong', async () => {
    const { alice, bob } = await openIsolated({ isOn: false })
    await sayAndBeRead(alice, bob)
    expect(alice.state.get().users.get('bob')?.via).toBe(null)
    expect(alice.state.get().alerts).toEqual([])
  })

  test('still brings a wish to be let into a password room to who can grant it', async () => {
    const { alice, bob } = await openIsolated({ isOn: false })
    await alice.createRoom({ name: 'cellar', password: 'open sesame' })
    await bob.joinRoom({ name: 'cellar', password: 'open sesame' })
    await bob.until(
      ({ chats }) => chats.get('#cellar')?.members.some(({ self }) => self) === true,
      'to be let in',
    )
    await bob.sendText('#cellar', 'in')
    await alice.until(() => alice.texts('#cellar').includes('in'), 'to read it in the room')
  })
})

test('somebody who can be reached is linked directly with somebody who cannot', async () => {
  const network = await openIsolated()
  const carol = await network.join('carol')
  const dave = await joinClosed(network, 'dave')
  await carol.until(({ users }) => users.get('dave')?.online === true, 'to see dave')
  await dave.openDm('carol')
  await untilVia(dave, 'carol', 'direct')
  await untilVia(carol, 'dave', 'direct')
})

async function sayAndBeRead(alice: TestPeer, bob: TestPeer): Promise<void> {
  await alice.sendText('@bob', 'hello')
  await bob.untilTexts('@alice', ['hello'])
  bob.markRead('@alice')
  await alice.until(
    () =>
      alice.chat('@bob')?.log.items.some((item) => 'state' in item && item.state === 'read') ===
      true,
    'to hear that it was read',
  )
}

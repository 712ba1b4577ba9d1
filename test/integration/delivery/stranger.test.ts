import { expect, test } from 'vitest'
import { dmChatId } from '../../../src/crypto/epoch.ts'
import { identityFromKey } from '../../../src/crypto/identity.ts'
import { generateRsaKey } from '../../../src/crypto/keys.ts'
import { signMark } from '../../../src/crypto/marks/mark.ts'
import type { Hash } from '../../../src/protocol/ids.ts'
import type { Mark } from '../../../src/protocol/mark.ts'
import { encodeParts } from '../../../src/protocol/parts.ts'
import { encodeJson } from '../../../src/protocol/strict-json.ts'
import { PASSWORD, type TestPeer } from '../../helpers/network.ts'
import { joinMallory, setScene } from '../hostile/scene.ts'
import { createStranger } from './stranger.ts'

async function meet() {
  const scene = await setScene()
  const mallory = await joinMallory(scene)
  const { identity } = mallory.client.user
  const chat = dmChatId(identity.kid, scene.aliceKid)
  const connection = await mallory.dialAlice()
  const stranger = createStranger(identity, chat, scene.aliceKid, connection)
  return { scene, identity, chat, connection, stranger }
}

function lastState(peer: TestPeer): string | undefined {
  const item = peer.chat('@mallory')?.log.items.findLast((one) => one.type === 'message' && one.own)
  return item?.type === 'message' ? item.state : undefined
}

test('a DM that somebody else begins is there with the first message, not before', async () => {
  const { scene, chat, connection, stranger } = await meet()
  const { alice } = scene
  const heads = Buffer.alloc(32, 7).toString('base64url') as Hash
  await connection.request('sync.digest', { digests: [{ chat, heads }] })
  await stranger.begin()
  await scene.talk()
  expect(alice.chat('@mallory')).toBeUndefined()
  await stranger.say(1, null, 'hello alice')
  await alice.untilTexts('@mallory', ['hello alice'])
}, 120_000)

test('who says two things at one place is found out, hidden and named, also after a start', async () => {
  const { scene, stranger } = await meet()
  const { alice, network } = scene
  await stranger.begin()
  const first = await stranger.say(1, null, 'I like you')
  await stranger.say(2, first, 'you are welcome')
  await alice.untilTexts('@mallory', ['I like you', 'you are welcome'])
  await stranger.say(2, first, 'you are not welcome')
  await alice.untilTexts('@mallory', ['I like you'])
  const state = await alice.until(({ alerts }) => alerts.length > 0, 'an alert')
  expect(state.alerts).toMatchObject([{ code: 'FORKED', subject: 'mallory' }])
  expect(alice.chat('@mallory')!.forked).toEqual(['mallory'])

  await alice.close()
  const again = await network.peer('alice')
  await again.login({ username: 'alice', password: PASSWORD })
  expect(again.texts('@mallory')).toEqual(['I like you'])
  expect(again.chat('@mallory')!.forked).toEqual(['mallory'])
  // It was told once.
  expect(again.state.get().alerts).toEqual([])
}, 120_000)

test('a receipt counts only with the signature of its sender, and no further than what was said', async () => {
  const { scene, identity, chat, connection, stranger } = await meet()
  const { alice, aliceKid } = scene
  await stranger.begin()
  await stranger.say(1, null, 'hello alice')
  await alice.untilTexts('@mallory', ['hello alice'])
  await alice.sendText('@mallory', 'hello')

  const put = async (mark: Mark): Promise<void> => {
    const body = encodeParts([encodeJson(mark)])
    await connection.request('marks.put', { chat }, { body })
  }
  const held = [{ author: aliceKid, seq: 1_000 }]
  const forger = identityFromKey((await generateRsaKey(2_048)).privateKey)
  const forged = await signMark(forger, { chat, held, read: null })
  await put({ ...forged, by: identity.kid })
  const genuine = await signMark(identity, { chat, held, read: null })
  await put({ ...genuine, held: [{ author: aliceKid, seq: 999 }] })
  await scene.talk()
  expect(lastState(alice)).not.toBe('delivered')

  await put(genuine)
  await alice.until(() => lastState(alice) === 'delivered', 'a receipt')
  await alice.sendText('@mallory', 'not yours yet')
  await scene.talk()
  expect(lastState(alice)).not.toBe('delivered')
}, 120_000)

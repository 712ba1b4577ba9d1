import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { runDemo } from '../../../src/demo/run-demo.ts'
import { demoTexts } from '../../../src/i18n/catalogs/demo.ts'
import type { Peer, PeerEvent } from '../../../src/peer/peer.ts'

const FAST = { readingMs: 1, typingMsPerCharacter: 0, betweenMs: 20 }
const texts = demoTexts['pt-BR']
const room = `#${texts.room}` as const

test('companions come, greet, talk, answer, and leave nothing behind', async () => {
  const before = demoFolders()
  const heard: { chat: string; from: string; text: string }[] = []
  await runDemo({
    people: 4,
    language: 'pt-BR',
    stop: new AbortController().signal,
    pace: FAST,
    async show(you) {
      const next = listen(you, heard)
      await next(({ chat, from }) => chat === '@bia' && from === 'bia')
      await next(({ chat, text }) => chat === room && text === texts.conversation.at(-1)?.text)
      await you.sendText('@caio', 'oi!')
      await next(({ chat, from }) => chat === '@caio' && from === 'caio')
      await you.sendText(room, 'duda, tudo bem?')
      await next(({ chat, from }) => chat === room && from === 'duda')
      const members = you.state
        .get()
        .chats.get(room)
        ?.members.map(({ username }) => username)
      expect(members).toEqual(['bia', 'caio', 'duda', 'voce'])
    },
  })
  expect(demoFolders()).toEqual(before)
})

test('a demo that is left at once ends at once', async () => {
  const before = demoFolders()
  const show = async (): Promise<void> => {}
  await runDemo({ people: 2, language: 'en', stop: new AbortController().signal, pace: FAST, show })
  expect(demoFolders()).toEqual(before)
})

type Heard = { chat: string; from: string; text: string }

/** Each call waits for a message that came after the one before it was asked for. */
function listen(peer: Peer, heard: Heard[]): (accept: (one: Heard) => boolean) => Promise<Heard> {
  let look: () => void = () => {}
  let seen = 0
  peer.onEvent((event: PeerEvent) => {
    if (event.type !== 'message') return
    const { from, text } = event.message
    heard.push({ chat: event.chat, from, text })
    look()
  })
  return async (accept) =>
    new Promise((resolve) => {
      look = () => {
        const index = heard.findIndex((one, at) => at >= seen && accept(one))
        const found = heard[index]
        if (found === undefined) return
        seen = index + 1
        resolve(found)
      }
      look()
    })
}

function demoFolders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('chatp2p-demo-'))
}

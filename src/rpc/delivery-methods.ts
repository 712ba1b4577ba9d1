import * as v from 'valibot'
import { chatNameOf } from './chat-name.ts'
import { method, type Method } from './method.ts'
import { showDetails } from './shapes.ts'

const Text = v.string()

/** How far messages have come, and what others learn of one's reading. */
export const DELIVERY_METHODS: readonly (readonly [string, Method])[] = [
  method(
    'messages.details',
    v.strictObject({ chat: Text, id: Text }),
    async ({ peer }, { chat, id }) => showDetails(await peer.messageDetails(chatNameOf(chat), id)),
  ),
  method('messages.markRead', v.strictObject({ chat: Text }), async ({ peer }, { chat }) => {
    peer.markRead(chatNameOf(chat))
    return {}
  }),
  method('settings.get', v.strictObject({}), async ({ peer }) => ({
    readReceipts: peer.state.get().settings.readReceipts,
  })),
  method(
    'settings.set',
    v.strictObject({ readReceipts: v.boolean() }),
    async ({ peer }, { readReceipts }) => {
      await peer.setReadReceipts(readReceipts)
      return { readReceipts }
    },
  ),
]

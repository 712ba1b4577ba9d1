import * as v from 'valibot'
import { chatNameOf } from './chat-name.ts'
import { method, type Method } from './method.ts'
import { showShare, showTransfer } from './shapes.ts'

const Text = v.string()
const TransferId = v.strictObject({ transfer: Text })

/** Files sent in chats and shared in lists. */
export const FILE_METHODS: readonly (readonly [string, Method])[] = [
  method(
    'files.send',
    v.strictObject({ chat: Text, path: Text }),
    async ({ peer }, { chat, path }) => ({
      transfer: await peer.files.send(chatNameOf(chat), path),
    }),
  ),
  method('files.accept', TransferId, async ({ peer }, { transfer }) => {
    await peer.files.accept(transfer)
    return {}
  }),
  method('files.pause', TransferId, async ({ peer }, { transfer }) => {
    await peer.files.pause(transfer)
    return {}
  }),
  method('files.resume', TransferId, async ({ peer }, { transfer }) => {
    await peer.files.resume(transfer)
    return {}
  }),
  method('files.cancel', TransferId, async ({ peer }, { transfer }) => {
    await peer.files.cancel(transfer)
    return {}
  }),
  method('files.retry', TransferId, async ({ peer }, { transfer }) => {
    await peer.files.retry(transfer)
    return {}
  }),
  method('files.transfers', v.strictObject({}), async ({ peer }) => ({
    transfers: [...peer.state.get().transfers.values()].map(showTransfer),
  })),
  method('files.share', v.strictObject({ path: Text }), async ({ peer }, { path }) => {
    const { name, size, sha256 } = await peer.files.share(path)
    return { share: { name, size, sha256 } }
  }),
  method('files.unshare', v.strictObject({ name: Text }), async ({ peer }, { name }) => {
    await peer.files.unshare(name)
    return {}
  }),
  method(
    'files.list',
    v.strictObject({ username: v.optional(Text) }),
    async ({ peer }, { username }) => ({
      shares: (await peer.files.listShares(username)).map(showShare),
    }),
  ),
  method(
    'files.get',
    v.strictObject({ username: Text, name: Text }),
    async ({ peer }, { username, name }) => ({
      transfer: await peer.files.get(username, name),
    }),
  ),
  method(
    'files.setAutoAccept',
    v.strictObject({
      mode: v.picklist(['off', 'verified', 'all']),
      belowBytes: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    }),
    async ({ peer }, policy) => {
      await peer.files.setAutoAccept(policy)
      return {}
    },
  ),
]

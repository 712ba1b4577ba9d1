import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Identity } from '../../../../src/crypto/identity.ts'
import { dmChatId } from '../../../../src/crypto/epoch.ts'
import { createChatLog } from '../../../../src/log/create-chat-log.ts'
import { createChat, type Chat } from '../../../../src/peer/chats/chat.ts'
import { restoreLog } from '../../../../src/peer/chats/history/restore-log.ts'
import { createEpochKeys } from '../../../../src/peer/chats/epoch-keys.ts'
import { openHistory } from '../../../../src/store/history-file.ts'
import type { HistoryRecord } from '../../../../src/store/history.ts'
import { makeIdentities } from '../../log/kit.ts'
import { temporaryFolders } from '../../store/temporary.ts'

const temporary = temporaryFolders()

test('a message whose secret came just before the program was killed is opened at the next start', async () => {
  const [alice, bob] = await makeIdentities(2)
  const folder = await temporary()
  const here = { ends: [alice!, bob!] as const, folder }
  const opened: HistoryRecord[] = []

  const hers = await openChat({ ...here, self: alice!, secrets: new Map() })
  await hers.chat.send({ type: 'text', text: 'hello' })
  const his = await openChat({ ...here, self: bob!, secrets: new Map() })
  await his.chat.receive(hers.written.map(({ raw }) => raw))
  expect(await his.chat.history.sealedMessages()).toHaveLength(1)
  await his.chat.close()

  // The secret reached the disk, what it opens did not.
  const again = await openChat({ ...here, self: bob!, secrets: hers.secrets, opened })
  await again.chat.openSealed()
  expect(await again.chat.history.sealedMessages()).toEqual([])
  expect(opened.map(({ content }) => String(content))).toEqual(['{"type":"text","text":"hello"}'])
  await again.chat.close()
  await hers.chat.close()
})

interface Opened {
  readonly chat: Chat
  readonly written: HistoryRecord[]
  readonly secrets: Map<string, Buffer>
}

async function openChat(options: {
  ends: readonly [Identity, Identity]
  self: Identity
  folder: string
  secrets: Map<string, Buffer>
  opened?: HistoryRecord[]
}): Promise<Opened> {
  const { ends, self, secrets, opened = [] } = options
  const dm = [ends[0].kid, ends[1].kid] as const
  const id = dmChatId(...dm)
  const authorKey = (kid: string) => ends.find((end) => end.kid === kid)?.publicKey
  const path = join(options.folder, `${self.kid}.jsonl`)
  const history = await openHistory({ path, key: Buffer.alloc(32, 7) })
  const log = createChatLog({ chat: id, self: self.kid, dm, authorKey })
  const store = {
    get: (_chat: string, epoch: string) => secrets.get(epoch),
    put: async (_chat: string, epoch: string, secret: Buffer) => void secrets.set(epoch, secret),
  }
  const keys = createEpochKeys(id, self.kid, store, { privateKeyOf: () => undefined })
  const written: HistoryRecord[] = []
  const chat = createChat(log, history, keys, await restoreLog(log, history, self.kid), {
    identity: self,
    now: () => 1_000,
    wrapKeysOf: async () => [],
    checkOwnChain: async () => undefined,
    askForWraps: async () => undefined,
    onWraps: () => undefined,
    onWritten: (records) => void written.push(...records),
    onOpened: (records) => void opened.push(...records),
    onMoved: () => undefined,
    onForks: async () => undefined,
    onViewChanged: () => undefined,
    onTrouble(error) {
      throw error
    },
  })
  return { chat, written, secrets }
}

import { readAutoAccept } from '../../commands/files/auto-accept.ts'
import { requiresLogin } from '../../commands/refusals.ts'
import { commandRow } from '../../commands/command-table.ts'
import { readPath } from '../../commands/files/path-completion.ts'
import { canAct, TRANSFER_ACTS } from '../../commands/files/transfer-acts.ts'
import type { TransferAct } from '../../commands/files/transfer-acts.ts'
import { formatSize } from '../../i18n/format-size.ts'
import type { Share } from '../../peer/files.ts'
import type { ChatName } from '../../peer/state.ts'
import type { Desk } from '../desk.ts'
import { describeTransfer } from '../output/transfer-news.ts'
import type { PlainCommand } from '../plain-command.ts'

/** Files in chats, and shares. */
export const FILE_COMMANDS: readonly PlainCommand[] = [
  {
    ...commandRow('send'),
    async run(desk, argument) {
      if (desk.selected !== undefined) await sendFile(desk, desk.selected, argument)
    },
  },
  {
    // The old programs say at once to whom.
    ...commandRow('send'),
    slash: [],
    words: ['send_file'],
    argument: 'chatAndPath',
    menus: ['in'],
    refusal: requiresLogin,
    async run(desk, argument) {
      const { ask } = desk.texts.plain
      const [, typed = '', path = ''] = /^(\S+)\s*(.*)$/s.exec(argument) ?? []
      const target = (typed === '' ? await desk.ask(ask.chat) : typed).toLowerCase()
      const { chats } = desk.peer.state.get()
      const names = [target, `#${target}`, `@${target}`] as readonly ChatName[]
      const chat = names.find((name) => chats.has(name)) ?? `@${target.replace(/^@/, '')}`
      if (chat.startsWith('@')) await desk.peer.openDm(chat.slice(1))
      await sendFile(desk, chat, path)
    },
  },
  {
    ...commandRow('share'),
    words: ['share'],
    menus: ['in'],
    async run(desk, argument) {
      const path = argument === '' ? await desk.ask(desk.texts.plain.ask.path) : argument
      const { name } = await desk.peer.files.share(readPath(path, desk.home))
      desk.say(desk.texts.plain.file.shared(name))
    },
  },
  {
    ...commandRow('unshare'),
    async run(desk, argument) {
      const { shares } = desk.peer.state.get()
      if (argument === '') desk.say(...shares.map(({ name }) => name))
      const name = argument === '' ? await desk.ask(desk.texts.plain.ask.share) : argument
      await desk.peer.files.unshare(name)
      desk.say(desk.texts.plain.file.unshared(name))
    },
  },
  {
    ...commandRow('files'),
    words: ['files'],
    menus: ['in'],
    async run(desk, argument) {
      const username = argument.replace(/^@/, '').toLowerCase()
      const shares = await desk.peer.files.listShares(username === '' ? undefined : username)
      const { file } = desk.texts.plain
      if (shares.length === 0) desk.say(file.noShares)
      desk.say(...shares.map((share) => shareLine(desk, share)))
      if (shares.length > 0) desk.say(file.howToGet)
    },
  },
  {
    ...commandRow('transfers'),
    words: ['transfers'],
    menus: ['in'],
    async run(desk) {
      const transfers = [...desk.peer.state.get().transfers.values()]
      if (transfers.length === 0) desk.say(desk.texts.plain.file.none)
      desk.say(...transfers.map((transfer) => describeTransfer(desk, transfer)))
    },
  },
  {
    ...commandRow('get'),
    words: ['get'],
    menus: ['in'],
    async run(desk, argument) {
      const [, username = '', name = ''] = /^@?([^\s@]\S*)\s+(.+)$/.exec(argument) ?? []
      if (name !== '') await getShare(desk, { username: username.toLowerCase(), name })
      else await actOn(desk, 'get', argument)
    },
  },
  transferCommand('refuse'),
  transferCommand('pause'),
  transferCommand('resume'),
  transferCommand('cancel'),
  transferCommand('retry'),
  transferCommand('forget'),
  {
    ...commandRow('autoAccept'),
    async run(desk, argument) {
      const { file } = desk.texts.plain
      const policy =
        argument === '' ? undefined : readAutoAccept(argument, desk.scope.peer.autoAccept)
      if (argument !== '' && policy === undefined) desk.say(file.autoAcceptUsage)
      if (policy !== undefined) await desk.peer.files.setAutoAccept(policy)
      const { mode, belowBytes } = desk.peer.state.get().autoAccept
      desk.say(file.autoAccept[mode](formatSize(desk.language, belowBytes)))
    },
  },
]

function transferCommand(name: TransferAct): PlainCommand {
  return { ...commandRow(name), run: (desk, argument) => actOn(desk, name, argument) }
}

/** By its number in the list, or the last one that it fits. */
async function actOn(desk: Desk, name: TransferAct, argument: string): Promise<void> {
  const { transfers } = desk.peer.state.get()
  const id = /^\d{1,6}$/.test(argument)
    ? desk.numbered.transfers[Number(argument) - 1]
    : [...transfers.values()].findLast((transfer) => canAct(name, transfer))?.id
  if (id === undefined) {
    desk.say(desk.texts.plain.file.none)
    return
  }
  await TRANSFER_ACTS[name](desk.peer.files, id)
  desk.say(desk.texts.plain.done)
}

async function sendFile(desk: Desk, chat: ChatName, typed: string): Promise<void> {
  const path = typed === '' ? await desk.ask(desk.texts.plain.ask.path) : typed
  await desk.peer.files.send(chat, readPath(path, desk.home))
  desk.say(desk.texts.plain.sent(chat))
}

async function getShare(
  desk: Desk,
  { username, name }: { username: string; name: string },
): Promise<void> {
  await desk.peer.files.get(username, name)
  desk.say(desk.texts.plain.done)
}

function shareLine(desk: Desk, { username, name, size }: Share): string {
  return desk.texts.plain.file.share(name, formatSize(desk.language, size), username)
}

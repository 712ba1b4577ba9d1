import { readAutoAccept } from '../../../commands/files/auto-accept.ts'
import { readPath } from '../../../commands/files/path-completion.ts'
import { canAct, findTransfer, TRANSFER_ACTS } from '../../../commands/files/transfer-acts.ts'
import type { TransferAct } from '../../../commands/files/transfer-acts.ts'
import { formatSize } from '../../../i18n/format-size.ts'
import type { AutoAccept } from '../../../peer/files.ts'
import type { ChatName } from '../../../peer/state.ts'
import { shownFileName } from '../../view/files/progress.ts'
import { selectedChat } from '../../view/view-context.ts'
import type { ViewContext } from '../../view/view-context.ts'
import type { ActContext } from '../act-context.ts'
import { openShares } from './open.ts'

/** Does `act` with the transfer that a command or a key means, or says that there is none. */
export function actOnTransfer(context: ActContext, act: TransferAct, typed: string): void {
  const view = context.view()
  const { transfers } = view.peer
  const found = findTransfer(act, transfers, { typed, chat: view.ui.selected })
  const id = found?.id ?? (act === 'get' && typed === '' ? forgottenOffer(view) : undefined)
  if (id === undefined) tell(context, 'error', view.texts.files.notice.noneFits[act])
  else context.run(async () => void (await TRANSFER_ACTS[act](context.peer.files, id)))
}

/** `/get` alone accepts what is offered; with a user and a name it fetches what he shares. */
export function getFile(context: ActContext, argument: string): void {
  const [, first = '', name = ''] = /^(\S*)\s*(.*)$/s.exec(argument) ?? []
  const username = first.replace(/^@/, '').toLowerCase()
  const isUser = first.startsWith('@') || context.view().peer.users.has(username)
  if (!isUser) actOnTransfer(context, 'get', argument)
  else if (name === '') openShares(context, username)
  else getShare(context, username, name)
}

export function getShare(context: ActContext, username: string, name: string): void {
  context.run(async () => {
    await context.peer.files.get(username, name)
    context.dispatch({ type: 'overlay-changed', of: 'shares', change: { problem: undefined } })
    tell(context, 'plain', context.view().texts.files.notice.fetching(shown(name)))
  })
}

/** Offers what lies at `path` in `chat`; reading it first may take a while, in which the person goes on. */
export function sendFile(context: ActContext, chat: ChatName, path: string): void {
  context.run(
    async () => void (await context.peer.files.send(chat, path)),
    (sentence) => tell(context, 'error', sentence),
  )
}

export function shareFile(context: ActContext, path: string): void {
  context.run(
    async () => {
      const { name } = await context.peer.files.share(path)
      tell(context, 'plain', context.view().texts.files.notice.shared(shown(name)))
    },
    (sentence) => tell(context, 'error', sentence),
  )
}

export function unshareFile(context: ActContext, name: string): void {
  context.run(async () => {
    await context.peer.files.unshare(name)
    tell(context, 'plain', context.view().texts.files.notice.unshared(shown(name)))
  })
}

/** What was typed as a path. */
export function typedPath(context: ActContext, typed: string): string {
  return readPath(typed, context.paths.home)
}

/** `off`, `verified` or `all`, and from which size on it is asked all the same. */
export function setAutoAccept(context: ActContext, argument: string): void {
  const { peer, texts } = context.view()
  const policy = readAutoAccept(argument, peer.autoAccept)
  if (policy === undefined) {
    tell(context, 'error', texts.notice.missingArgument(texts.files.autoAccept.usage))
    return
  }
  context.run(async () => {
    await context.peer.files.setAutoAccept(policy)
    tell(context, 'plain', policySentence(context.view(), policy))
  })
}

/** The policy as one sentence. */
export function policySentence(
  { texts, language }: ViewContext,
  { mode, belowBytes }: AutoAccept,
): string {
  return texts.files.autoAccept.policy(mode, formatSize(language, belowBytes))
}

/** The last file in sight that somebody offered and that the list of transfers knows no more. */
function forgottenOffer(view: ViewContext): string | undefined {
  const { transfers } = view.peer
  const item = selectedChat(view)?.log.items.findLast(
    (one) => one.type === 'message' && !one.own && one.file !== null,
  )
  const id = item?.type === 'message' ? item.file?.transfer : undefined
  return id === undefined || transfers.has(id) ? undefined : id
}

/** What Enter does with a transfer: whatever brings it on. */
export function nextAct(transfer: Parameters<typeof canAct>[1]): TransferAct | undefined {
  return ADVANCING.find((act) => canAct(act, transfer))
}

const ADVANCING: readonly TransferAct[] = ['get', 'resume', 'retry']

function shown(name: string): string {
  return shownFileName({ name, isFolder: false })
}

function tell(context: ActContext, tone: 'error' | 'plain', text: string): void {
  context.dispatch({ type: 'noticed', notice: { tone, text } })
}

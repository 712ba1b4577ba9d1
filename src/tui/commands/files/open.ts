import { AUTO_ACCEPT_MODES } from '../../../commands/files/auto-accept.ts'
import { formatSize } from '../../../i18n/format-size.ts'
import { createForm, createOverlay } from '../../ui/overlay.ts'
import type { ChatName } from '../../../peer/state.ts'
import type { ActContext } from '../act-context.ts'

/** All files on their way. */
export function openTransfers(context: ActContext): void {
  const overlay = createOverlay({ kind: 'transfers', chosen: undefined })
  context.dispatch({ type: 'overlay-opened', overlay })
}

/** Asks for a path, to send what is there to `chat` or, without one, to share it. */
export function openAttach(context: ActContext, chat: ChatName | undefined): void {
  const kind = { kind: 'attach', chat, asked: undefined, choices: undefined } as const
  const overlay = createOverlay(kind, createForm([{ name: 'path' }]))
  context.dispatch({ type: 'overlay-opened', overlay })
}

/** What `username`, or everybody who is online, shares; asked for anew. */
export function openShares(context: ActContext, username: string | undefined, query = ''): void {
  const kind = { kind: 'shares', username, shares: undefined } as const
  const form = createForm([{ name: 'query', value: query }])
  const overlay = { ...createOverlay(kind, form), isBusy: true }
  context.dispatch({ type: 'overlay-opened', overlay })
  context.run(
    async () => {
      const shares = await context.peer.files.listShares(username)
      const open = context.view().ui.overlays.find((one) => one.kind === 'shares')
      if (open === undefined) return
      const filled = { ...open, username, shares, isBusy: false }
      context.dispatch({ type: 'overlay-filled', overlay: filled })
    },
    (problem) =>
      context.dispatch({
        type: 'overlay-changed',
        of: 'shares',
        change: { isBusy: false, problem },
      }),
  )
}

/** From whom offers are accepted without asking; the form shows what holds now. */
export function openAutoAccept(context: ActContext): void {
  const { peer, language } = context.view()
  const { mode, belowBytes } = peer.autoAccept
  const form = createForm([{ name: 'size', value: formatSize(language, belowBytes) }])
  const overlay = {
    ...createOverlay({ kind: 'auto-accept' }, form),
    index: AUTO_ACCEPT_MODES.indexOf(mode),
  }
  context.dispatch({ type: 'overlay-opened', overlay })
}

import { commandRow } from '../../../commands/command-table.ts'
import type { TransferAct } from '../../../commands/files/transfer-acts.ts'
import type { Command } from '../command.ts'
import {
  actOnTransfer,
  getFile,
  sendFile,
  setAutoAccept,
  shareFile,
  typedPath,
  unshareFile,
} from './file-actions.ts'
import { openAttach, openAutoAccept, openShares, openTransfers } from './open.ts'

/** Files in chats and shares. What is typed after those for transfers is a place in the list of F5 or part of a name. */
export const FILE_COMMANDS: readonly Command[] = [
  {
    ...commandRow('send'),
    chords: ['alt+s'],
    run(context, argument) {
      const chat = context.view().ui.selected
      if (chat === undefined) return
      if (argument === '') openAttach(context, chat)
      else sendFile(context, chat, typedPath(context, argument))
    },
  },
  {
    ...commandRow('get'),
    chords: ['alt+y'],
    run: getFile,
  },
  transferCommand('refuse', { chords: ['alt+n'] }),
  {
    ...commandRow('transfers'),
    chords: ['f5'],
    hint: 7,
    run: openTransfers,
  },
  transferCommand('pause', { chords: [], keysShown: 'F5 P' }),
  transferCommand('resume', { chords: [], keysShown: 'F5 Enter' }),
  transferCommand('cancel', { chords: [], keysShown: 'F5 X' }),
  transferCommand('retry', { chords: [], keysShown: 'F5 R' }),
  transferCommand('forget', { chords: [], keysShown: 'F5 D' }),
  {
    ...commandRow('files'),
    chords: ['f6'],
    run(context, argument) {
      const username = argument.replace(/^@/, '').toLowerCase()
      openShares(context, username === '' ? undefined : username)
    },
  },
  {
    ...commandRow('share'),
    chords: [],
    keysShown: 'F6 Alt-S',
    run(context, argument) {
      if (argument === '') openAttach(context, undefined)
      else shareFile(context, typedPath(context, argument))
    },
  },
  {
    ...commandRow('unshare'),
    chords: [],
    keysShown: 'F6 Alt-U',
    run(context, argument) {
      const { notice } = context.view().texts.files
      const { shares } = context.view().peer
      const [only] = shares
      const name = argument === '' && shares.length === 1 ? only?.name : argument
      if (name !== undefined && name !== '') unshareFile(context, name)
      else {
        const text = shares.length === 0 ? notice.noShares : notice.noneFits.unshare
        context.dispatch({ type: 'noticed', notice: { tone: 'plain', text } })
      }
    },
  },
  {
    ...commandRow('autoAccept'),
    chords: [],
    keysShown: 'F5 O',
    run(context, argument) {
      if (argument === '') openAutoAccept(context)
      else setAutoAccept(context, argument)
    },
  },
]

function transferCommand(act: TransferAct, keys: Pick<Command, 'chords' | 'keysShown'>): Command {
  return {
    ...commandRow(act),
    ...keys,
    run: (context, argument) => actOnTransfer(context, act, argument),
  }
}

import type { PickAct } from '../../../i18n/catalogs/moderation/moderation.ts'
import { isOff, namesIn } from '../../../commands/arguments.ts'
import { commandRow } from '../../../commands/command-table.ts'
import { PICK_ACTIONS } from '../../../commands/pick-actions.ts'
import { requiresModeration } from '../../../commands/refusals.ts'
import { parseDuration } from '../../../shared/duration.ts'
import { scopeOf, selectedChat } from '../../view/view-context.ts'
import type { ActContext } from '../act-context.ts'
import type { Command } from '../command.ts'
import {
  openAudit,
  openDelete,
  openInactivity,
  openManage,
  openOffer,
  openPassword,
  openPasswordOff,
  openPick,
  openPurge,
  openRename,
  openSuccessor,
  openTransfer,
} from './open.ts'

/** How a room is governed. Without an argument each of them asks for what it needs. */
export const ROOM_COMMANDS: readonly Command[] = [
  {
    ...commandRow('manage'),
    chords: ['ctrl+g'],
    hint: 4,
    run(context) {
      const scope = scopeOf(context.view())
      if (requiresModeration(scope) === undefined) openManage(context, selectedRoom(context))
      else openOffer(context, selectedRoom(context))
    },
  },
  {
    ...commandRow('rename'),
    chords: [],
    keysShown: 'Ctrl-G R',
    run(context, argument) {
      const room = selectedRoom(context)
      if (argument === '') openRename(context, room)
      else act(context, ({ moderation }) => moderation.renameRoom(room, argument))
    },
  },
  {
    ...commandRow('password'),
    chords: [],
    keysShown: 'Ctrl-G P',
    run(context, argument) {
      const room = selectedRoom(context)
      if (isOff(argument)) openPasswordOff(context, room)
      else if (argument === '') openPassword(context, room)
      else openPassword(context, room, context.view().roomTexts.password.notInTheOpen)
    },
  },
  {
    ...commandRow('inactivity'),
    chords: [],
    keysShown: 'Ctrl-G I',
    run(context, argument) {
      const room = selectedRoom(context)
      const seconds = isOff(argument) ? null : parseDuration(argument)
      if (seconds !== undefined) {
        act(context, ({ moderation }) => moderation.setInactivity(room, seconds))
      } else {
        const problem = argument === '' ? undefined : context.view().roomTexts.inactivity.invalid
        openInactivity(context, room, problem)
      }
    },
  },
  pickCommand('remove', 'Ctrl-G K'),
  pickCommand('ban', 'Ctrl-G B'),
  pickCommand('unban', 'Ctrl-G U'),
  {
    ...commandRow('transfer'),
    chords: [],
    keysShown: 'Ctrl-G T',
    run(context, argument) {
      const [username] = namesIn(argument)
      if (username === undefined) openSuccessor(context, selectedRoom(context))
      else openTransfer(context, selectedRoom(context), username)
    },
  },
  {
    ...commandRow('accept'),
    chords: [],
    keysShown: 'Ctrl-G A',
    run(context) {
      const room = selectedRoom(context)
      act(context, ({ moderation }) => moderation.acceptTransfer(room))
    },
  },
  {
    ...commandRow('decline'),
    chords: [],
    keysShown: 'Ctrl-G D',
    run(context) {
      const room = selectedRoom(context)
      act(context, ({ moderation }) => moderation.declineTransfer(room))
    },
  },
  {
    ...commandRow('delete'),
    chords: [],
    keysShown: 'Ctrl-G D',
    run: (context) => openDelete(context, selectedRoom(context)),
  },
  {
    ...commandRow('audit'),
    chords: ['alt+a'],
    run(context, argument) {
      const isVerified = ['verify', 'verificar'].includes(argument.toLowerCase())
      openAudit(context, selectedRoom(context), isVerified)
    },
  },
  {
    ...commandRow('purge'),
    chords: ['alt+p'],
    run: (context) => openPurge(context, selectedRoom(context)),
  },
]

function pickCommand(name: PickAct, keysShown: string): Command {
  return {
    ...commandRow(name),
    chords: [],
    keysShown,
    run(context, argument) {
      const room = selectedRoom(context)
      const names = namesIn(argument)
      if (names.length === 0) openPick(context, room, name)
      else act(context, ({ moderation }) => PICK_ACTIONS[name](moderation, room, names))
    },
  }
}

function act(context: ActContext, action: (peer: ActContext['peer']) => Promise<unknown>): void {
  context.run(async () => void (await action(context.peer)))
}

function selectedRoom(context: ActContext): string {
  return selectedChat(context.view())?.name.slice(1) ?? ''
}

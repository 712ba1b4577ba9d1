import type { PickAct } from '../../../i18n/catalogs/moderation/moderation.ts'
import { parseDuration } from '../../../shared/duration.ts'
import { selectedChat } from '../../view/view-context.ts'
import type { ActContext } from '../act-context.ts'
import type { Command } from '../command.ts'
import {
  requiresArchive,
  requiresModeration,
  requiresModerationOrOffer,
  requiresOffer,
  requiresRoom,
} from '../refusals.ts'
import { isOff, namesIn } from './arguments.ts'
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
import { PICK_ACTIONS } from './pick-actions.ts'

/** How a room is governed. Without an argument each of them asks for what it needs. */
export const ROOM_COMMANDS: readonly Command[] = [
  {
    name: 'manage',
    group: 'moderation',
    slash: ['manage', 'gerir'],
    chords: ['ctrl+g'],
    hint: 4,
    refusal: requiresModerationOrOffer,
    run(context) {
      const view = context.view()
      if (requiresModeration(view) === undefined) openManage(context, selectedRoom(context))
      else openOffer(context, selectedRoom(context))
    },
  },
  {
    name: 'rename',
    group: 'moderation',
    slash: ['rename', 'renomear'],
    chords: [],
    keysShown: 'Ctrl-G R',
    argument: 'newName',
    isArgumentOptional: true,
    refusal: requiresModeration,
    run(context, argument) {
      const room = selectedRoom(context)
      if (argument === '') openRename(context, room)
      else act(context, ({ moderation }) => moderation.renameRoom(room, argument))
    },
  },
  {
    name: 'password',
    group: 'moderation',
    slash: ['password', 'senha'],
    chords: [],
    keysShown: 'Ctrl-G P',
    argument: 'off',
    isArgumentOptional: true,
    isArgumentSecret: true,
    refusal: requiresModeration,
    run(context, argument) {
      const room = selectedRoom(context)
      if (isOff(argument)) openPasswordOff(context, room)
      else if (argument === '') openPassword(context, room)
      else openPassword(context, room, context.view().roomTexts.password.notInTheOpen)
    },
  },
  {
    name: 'inactivity',
    group: 'moderation',
    slash: ['inactivity', 'inatividade'],
    chords: [],
    keysShown: 'Ctrl-G I',
    argument: 'time',
    isArgumentOptional: true,
    refusal: requiresModeration,
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
  pickCommand('remove', ['kick', 'remove', 'remover'], 'Ctrl-G K'),
  pickCommand('ban', ['ban', 'banir'], 'Ctrl-G B'),
  pickCommand('unban', ['unban', 'desbanir'], 'Ctrl-G U'),
  {
    name: 'transfer',
    group: 'moderation',
    slash: ['transfer', 'passar'],
    chords: [],
    keysShown: 'Ctrl-G T',
    argument: 'member',
    isArgumentOptional: true,
    refusal: requiresModeration,
    run(context, argument) {
      const [username] = namesIn(argument)
      if (username === undefined) openSuccessor(context, selectedRoom(context))
      else openTransfer(context, selectedRoom(context), username)
    },
  },
  {
    name: 'accept',
    group: 'moderation',
    slash: ['accept', 'aceitar'],
    chords: [],
    keysShown: 'Ctrl-G A',
    refusal: requiresOffer,
    run(context) {
      const room = selectedRoom(context)
      act(context, ({ moderation }) => moderation.acceptTransfer(room))
    },
  },
  {
    name: 'decline',
    group: 'moderation',
    slash: ['decline', 'recusar'],
    chords: [],
    keysShown: 'Ctrl-G D',
    refusal: requiresOffer,
    run(context) {
      const room = selectedRoom(context)
      act(context, ({ moderation }) => moderation.declineTransfer(room))
    },
  },
  {
    name: 'delete',
    group: 'moderation',
    slash: ['delete', 'apagar'],
    chords: [],
    keysShown: 'Ctrl-G D',
    refusal: requiresModeration,
    run: (context) => openDelete(context, selectedRoom(context)),
  },
  {
    name: 'audit',
    group: 'moderation',
    slash: ['audit', 'auditoria'],
    chords: ['alt+a'],
    argument: 'verify',
    isArgumentOptional: true,
    refusal: requiresRoom,
    run(context, argument) {
      const isVerified = ['verify', 'verificar'].includes(argument.toLowerCase())
      openAudit(context, selectedRoom(context), isVerified)
    },
  },
  {
    name: 'purge',
    group: 'moderation',
    slash: ['purge', 'expurgar'],
    chords: ['alt+p'],
    refusal: requiresArchive,
    run: (context) => openPurge(context, selectedRoom(context)),
  },
]

function pickCommand(name: PickAct, slash: readonly string[], keysShown: string): Command {
  return {
    name,
    group: 'moderation',
    slash,
    chords: [],
    keysShown,
    // Somebody who is not in the room can be banned, too.
    argument: name === 'remove' ? 'members' : name === 'ban' ? 'user' : 'banned',
    isArgumentOptional: true,
    refusal: requiresModeration,
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

import type { CommandRow, CommandRows } from './command-row.ts'
import { FILE_ROWS } from './files/file-rows.ts'
import {
  requiresArchive,
  requiresChat,
  requiresKeyChange,
  requiresLogin,
  requiresMembershipOrWish,
  requiresModeration,
  requiresModerationOrOffer,
  requiresOffer,
  requiresRoom,
  requiresTracker,
} from './refusals.ts'

/** The row of a command as every face knows it. */
export function commandRow(name: keyof typeof ROWS): CommandRow {
  return { name, ...ROWS[name] }
}

/** Commands that are not here belong to one face, whose table has their rows. */
const ROWS = {
  help: {
    group: 'program',
    slash: ['help', 'ajuda'],
  },
  goto: {
    group: 'chats',
    slash: ['goto', 'ir'],
    argument: 'chat',
    isArgumentOptional: true,
    refusal: requiresLogin,
  },
  dm: {
    group: 'chats',
    slash: ['dm', 'msg'],
    argument: 'user',
    isArgumentOptional: true,
    refusal: requiresLogin,
  },
  back: {
    group: 'chats',
    slash: ['back', 'close', 'voltar'],
    bareWords: ['voltar'],
    refusal: requiresChat,
  },
  rooms: {
    group: 'rooms',
    slash: ['rooms', 'salas'],
    refusal: requiresTracker,
  },
  join: {
    group: 'rooms',
    slash: ['join', 'entrar'],
    argument: 'room',
    isArgumentOptional: true,
    refusal: requiresTracker,
  },
  create: {
    group: 'rooms',
    slash: ['create', 'criar'],
    argument: 'room',
    isArgumentOptional: true,
    refusal: requiresTracker,
  },
  leave: {
    group: 'rooms',
    slash: ['leave', 'deixar'],
    refusal: requiresMembershipOrWish,
  },
  members: {
    group: 'rooms',
    slash: ['members', 'membros'],
    refusal: requiresChat,
  },
  verify: {
    group: 'chats',
    slash: ['verify', 'verificar'],
    argument: 'user',
    isArgumentOptional: true,
    refusal: requiresLogin,
  },
  key: {
    group: 'rooms',
    slash: ['key', 'chave'],
    refusal: requiresKeyChange,
  },
  manage: {
    group: 'moderation',
    slash: ['manage', 'gerir'],
    refusal: requiresModerationOrOffer,
  },
  rename: {
    group: 'moderation',
    slash: ['rename', 'renomear'],
    argument: 'newName',
    isArgumentOptional: true,
    refusal: requiresModeration,
  },
  password: {
    group: 'moderation',
    slash: ['password', 'senha'],
    argument: 'off',
    isArgumentOptional: true,
    isArgumentSecret: true,
    refusal: requiresModeration,
  },
  inactivity: {
    group: 'moderation',
    slash: ['inactivity', 'inatividade'],
    argument: 'time',
    isArgumentOptional: true,
    refusal: requiresModeration,
  },
  remove: {
    group: 'moderation',
    slash: ['kick', 'remove', 'remover'],
    argument: 'members',
    isArgumentOptional: true,
    refusal: requiresModeration,
  },
  ban: {
    group: 'moderation',
    slash: ['ban', 'banir'],
    // Somebody who is not in the room can be banned, too.
    argument: 'user',
    isArgumentOptional: true,
    refusal: requiresModeration,
  },
  unban: {
    group: 'moderation',
    slash: ['unban', 'desbanir'],
    argument: 'banned',
    isArgumentOptional: true,
    refusal: requiresModeration,
  },
  transfer: {
    group: 'moderation',
    slash: ['transfer', 'passar'],
    argument: 'member',
    isArgumentOptional: true,
    refusal: requiresModeration,
  },
  accept: {
    group: 'moderation',
    slash: ['accept', 'aceitar'],
    refusal: requiresOffer,
  },
  decline: {
    group: 'moderation',
    slash: ['decline', 'recusar'],
    refusal: requiresOffer,
  },
  delete: {
    group: 'moderation',
    slash: ['delete', 'apagar'],
    refusal: requiresModeration,
  },
  audit: {
    group: 'moderation',
    slash: ['audit', 'auditoria'],
    argument: 'verify',
    isArgumentOptional: true,
    refusal: requiresRoom,
  },
  purge: {
    group: 'moderation',
    slash: ['purge', 'expurgar'],
    refusal: requiresArchive,
  },
  ...FILE_ROWS,
  details: {
    group: 'log',
    slash: ['details', 'detalhes'],
    refusal: requiresChat,
  },
  receipts: {
    group: 'program',
    slash: ['receipts', 'recibos'],
    argument: 'switch',
    isArgumentOptional: true,
    refusal: requiresLogin,
  },
  passwd: {
    group: 'program',
    slash: ['passwd', 'trocar-senha'],
    refusal: requiresTracker,
  },
  language: {
    group: 'program',
    slash: ['lang', 'lingua'],
    argument: 'language',
    isArgumentOptional: true,
  },
  logout: {
    group: 'program',
    slash: ['logout'],
    refusal: requiresTracker,
  },
  quit: {
    group: 'program',
    slash: ['quit', 'exit', 'sair'],
    bareWords: ['sair'],
  },
} satisfies CommandRows

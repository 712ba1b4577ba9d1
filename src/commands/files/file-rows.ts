import type { CommandRows } from '../command-row.ts'
import { requiresLogin, requiresOpenChat, requiresTracker } from '../refusals.ts'

/** Files in chats and shares. Without a number, those for transfers mean the last one that they fit. */
export const FILE_ROWS = {
  send: {
    group: 'files',
    slash: ['send', 'enviar'],
    argument: 'path',
    isArgumentOptional: true,
    refusal: requiresOpenChat,
  },
  share: {
    group: 'files',
    slash: ['share', 'compartilhar'],
    argument: 'path',
    isArgumentOptional: true,
    refusal: requiresTracker,
  },
  unshare: {
    group: 'files',
    slash: ['unshare', 'descompartilhar'],
    argument: 'share',
    isArgumentOptional: true,
    refusal: requiresTracker,
  },
  files: {
    group: 'files',
    slash: ['files', 'arquivos'],
    argument: 'user',
    isArgumentOptional: true,
    refusal: requiresTracker,
  },
  transfers: { group: 'files', slash: ['transfers', 'transferencias'], refusal: requiresLogin },
  get: {
    group: 'files',
    slash: ['get', 'buscar'],
    argument: 'shareOfUser',
    isArgumentOptional: true,
    refusal: requiresLogin,
  },
  refuse: {
    group: 'files',
    slash: ['refuse', 'rejeitar'],
    argument: 'transfer',
    isArgumentOptional: true,
    refusal: requiresLogin,
  },
  pause: {
    group: 'files',
    slash: ['pause', 'pausar'],
    argument: 'transfer',
    isArgumentOptional: true,
    refusal: requiresLogin,
  },
  resume: {
    group: 'files',
    slash: ['resume', 'retomar'],
    argument: 'transfer',
    isArgumentOptional: true,
    refusal: requiresLogin,
  },
  cancel: {
    group: 'files',
    slash: ['cancel', 'cancelar'],
    argument: 'transfer',
    isArgumentOptional: true,
    refusal: requiresLogin,
  },
  retry: {
    group: 'files',
    slash: ['retry', 'tentar'],
    argument: 'transfer',
    isArgumentOptional: true,
    refusal: requiresLogin,
  },
  forget: {
    group: 'files',
    slash: ['forget', 'esquecer'],
    argument: 'transfer',
    isArgumentOptional: true,
    refusal: requiresLogin,
  },
  autoAccept: {
    group: 'files',
    slash: ['autoaccept', 'autoaceitar'],
    argument: 'policy',
    isArgumentOptional: true,
    refusal: requiresLogin,
  },
} satisfies CommandRows

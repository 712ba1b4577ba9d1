import { commandRow } from '../commands/command-table.ts'
import { ACCOUNT_COMMANDS } from './commands/account-commands.ts'
import { CHAT_COMMANDS } from './commands/chat-commands.ts'
import { FILE_COMMANDS } from './commands/file-commands.ts'
import { tellHelp, tellMenu } from './commands/help.ts'
import { MODERATION_COMMANDS } from './commands/moderation-commands.ts'
import { PROGRAM_COMMANDS } from './commands/program-commands.ts'
import { ROOM_COMMANDS } from './commands/room-commands.ts'
import type { PlainCommand } from './plain-command.ts'

/** Every command of this face, in the order of menu and help. */
export const PLAIN_COMMANDS: readonly PlainCommand[] = [
  ...ACCOUNT_COMMANDS.filter(({ name }) => name !== 'logout'),
  ...ROOM_COMMANDS,
  ...CHAT_COMMANDS,
  ...MODERATION_COMMANDS,
  ...FILE_COMMANDS,
  {
    ...commandRow('help'),
    words: ['help'],
    menus: ['out', 'in'],
    run: async (desk) => tellHelp(desk, PLAIN_COMMANDS),
  },
  {
    name: 'menu',
    group: 'program',
    slash: ['menu'],
    words: ['menu'],
    run: async (desk) => tellMenu(desk, PLAIN_COMMANDS),
  },
  ...ACCOUNT_COMMANDS.filter(({ name }) => name === 'logout'),
  ...PROGRAM_COMMANDS,
]

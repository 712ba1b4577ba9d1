import type { PortableTexts } from './portable.ts'

export const portableEn: PortableTexts = {
  passwordOf: (username) => `Password of ${username}`,
  whichUser: (names) => `several users have their data here: say which one with --user (${names})`,
  written: (chat, path) => `${chat} → ${path}`,
  nothingToExport: 'There are no chats yet.',
}

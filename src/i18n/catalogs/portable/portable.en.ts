import { pluralOf } from '../../plural.ts'
import type { PortableTexts } from './portable.ts'

const plural = pluralOf('en')

export const portableEn: PortableTexts = {
  passwordOf: (username) => `Password of ${username}`,
  whichUser: (names) => `several users have their data here: say which one with --user (${names})`,
  written: (chat, path) => `${chat} → ${path}`,
  nothingToExport: 'There are no chats yet.',
  backedUpPeer: (username, file) =>
    `${username} → ${file}, locked with the password; received files are not in it.`,
  backedUpTracker: (file) =>
    `The tracker → ${file}. Its key lies open in that file: keep it where nobody else can read it.`,
  restoredPeer: (username) => `${username} is back. Log in with the password of that time.`,
  restoredTracker: 'The tracker is back.',
  imported: (name, count, path) =>
    `${name} ← ${path}, ${plural(count, { one: '# message', other: '# messages' })}`,
  nothingToImport: 'There are no histories (*.json) there.',
}

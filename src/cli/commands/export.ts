import { join, resolve } from 'node:path'
import { portableTexts } from '../../i18n/catalogs/portable/portable.ts'
import { readChats, type StoredChatReader } from '../../peer/archive/read-chats.ts'
import { ChatError } from '../../shared/errors.ts'
import { encodeFileName, encodeNamePart } from '../../store/file-name.ts'
import { writePlainFile } from '../../store/process/write-plain-file.ts'
import type { Context } from '../context.ts'
import { describeError } from '../../i18n/describe-error.ts'
import { openOwnProfile } from '../portable/open-own-profile.ts'
import { formatHistory, toPlainMessage, type HistoryFormat } from '../portable/plain-history.ts'

const FOLDER = 'chatp2p-export'

/**
 * Writes histories as plain files: one chat to standard output, or into the folder of `--out`, all chats into a folder. What is
 * written there is readable for whoever opens it, so only its owner may.
 */
export async function runExportCommand(context: Context): Promise<void> {
  const { settings, language } = context
  const format: HistoryFormat = settings.choice('format') === 'md' ? 'md' : 'json'
  const wanted = settings.text('chat')
  const profile = await openOwnProfile(context)
  try {
    const chats = await readChats(profile, (error) => {
      process.stderr.write(`${describeError(language, error) ?? String(error)}\n`)
    })
    const chosen = wanted === undefined ? chats : [find(chats, wanted)]
    const out = settings.text('out') ?? (wanted === undefined ? FOLDER : undefined)
    for (const chat of chosen) {
      const text = await exportChat(chat, format)
      if (out === undefined) process.stdout.write(text)
      else {
        const path = join(resolve(out), fileOf(chat.name, profile.username, format))
        await writePlainFile(path, text)
        process.stdout.write(`${portableTexts[language].written(chat.name, path)}\n`)
      }
    }
    if (chosen.length === 0) process.stderr.write(`${portableTexts[language].nothingToExport}\n`)
  } finally {
    await profile.close()
  }
}

async function exportChat(chat: StoredChatReader, format: HistoryFormat): Promise<string> {
  const messages = []
  for await (const page of chat.pages()) messages.push(...page.map(toPlainMessage))
  return formatHistory(chat.name, messages, format)
}

function find(chats: readonly StoredChatReader[], typed: string): StoredChatReader {
  const name = typed.trim().normalize('NFC').toLowerCase()
  const chat = chats.find((one) => one.name === name)
  if (chat !== undefined) return chat
  if (!/^[#@]/.test(name)) throw new ChatError('INVALID_CHAT', { subject: typed })
  throw new ChatError(name.startsWith('#') ? 'UNKNOWN_ROOM' : 'UNKNOWN_USER', { subject: typed })
}

/** Where the earlier programs kept a chat of this name. */
function fileOf(name: string, username: string, format: HistoryFormat): string {
  const label = name.slice(1)
  return name.startsWith('#')
    ? join('room_chats', `room_${encodeFileName(label)}.${format}`)
    : join('users-dm.chats', `${encodeNamePart(username)}-${encodeNamePart(label)}.${format}`)
}

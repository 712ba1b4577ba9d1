import type { ChatState } from '../../peer/state.ts'
import type { LogSource } from './log-view.ts'
import { nameColumns } from './message-lines.ts'
import type { LogFormat } from './message-lines.ts'
import type { ViewContext } from './view-context.ts'

/** The log of `chat` as it is shown in `columns`. */
export function logSource(context: ViewContext, chat: ChatState, columns: number): LogSource {
  return {
    items: chat.log.items,
    format: logFormat(context, chat, columns),
    cache: context.cache,
    transfers: context.peer.transfers,
    newMark: context.ui.newMarks.get(chat.name),
  }
}

/** The same object while nothing in it changes, as the line cache asks. */
function logFormat(context: ViewContext, chat: ChatState, columns: number): LogFormat {
  const names = nameColumns(
    chat.members.map(({ username }) => username),
    columns,
  )
  const key = `${context.language} ${columns} ${names} ${chat.kind}`
  const known = formats.get(key)
  if (known !== undefined) return known
  const format: LogFormat = {
    columns,
    nameColumns: names,
    isRoom: chat.kind === 'room',
    texts: context.texts,
    language: context.language,
    home: context.home,
    clock: context.clock,
  }
  if (formats.size >= FORMATS_MAX) formats.clear()
  formats.set(key, format)
  return format
}

const FORMATS_MAX = 32
const formats = new Map<string, LogFormat>()

import type { MessageItem } from '../../peer/state.ts'

export type HistoryFormat = 'json' | 'md'

/** A message as programs of all kinds read it. */
export interface PlainMessage {
  readonly sender: string
  readonly text: string
  /** RFC 3339 in UTC. */
  readonly time: string
}

export function toPlainMessage({ from, text, sentAt }: MessageItem): PlainMessage {
  return { sender: from, text, time: new Date(sentAt).toISOString() }
}

/** A whole history as the text of one file: a JSON array, or Markdown with a heading for each day (UTC). */
export function formatHistory(
  name: string,
  messages: readonly PlainMessage[],
  format: HistoryFormat,
): string {
  return format === 'json' ? formatJson(messages) : formatMarkdown(name, messages)
}

function formatJson(messages: readonly PlainMessage[]): string {
  if (messages.length === 0) return '[]\n'
  return `[\n${messages.map((message) => `  ${JSON.stringify(message)}`).join(',\n')}\n]\n`
}

function formatMarkdown(name: string, messages: readonly PlainMessage[]): string {
  const lines = [`# ${escaped(name)}`]
  let day = ''
  for (const { sender, text, time } of messages) {
    const today = time.slice(0, 10)
    if (today !== day) lines.push('', `## ${today}`)
    day = today
    const body = escaped(text).replaceAll('\n', '  \n  ')
    lines.push('', `- **${escaped(sender)}** ${time.slice(11, 16)}  \n  ${body}`)
  }
  return `${lines.join('\n')}\n`
}

/** What Markdown would take for more than letters. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|~]/g, '\\$&')
}

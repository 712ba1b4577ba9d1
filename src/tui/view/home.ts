import type { ChatState } from '../../peer/state.ts'
import { screenText } from '../text/screen-text.ts'
import { padEnd } from '../text/truncate.ts'
import { displayWidth } from '../text/width.ts'
import { wrapText } from '../text/wrap.ts'
import { directHome } from './direct-lines.ts'
import { EMPTY_LINE, span } from './line.ts'
import type { Line } from './line.ts'
import { isLoggedIn } from '../../commands/scope.ts'
import type { ViewContext } from './view-context.ts'

/** The page without a chat: what somebody who is new does first. */
export function homeLines(context: ViewContext, columns: number): Line[] {
  if (!isLoggedIn(context)) return []
  if (context.peer.direct !== null) return directHome(context, columns)
  const { welcome, keys } = context.texts.home
  const keyColumns = 2 + Math.max(...keys.map(([key]) => displayWidth(key)))
  return [
    EMPTY_LINE,
    ...wrapText(welcome, columns).map((text): Line => [span(text, 'dim')]),
    EMPTY_LINE,
    ...keys.flatMap(([key, what]) =>
      wrapText(what, columns - keyColumns).map((text, index): Line => [
        span(padEnd(index === 0 ? key : '', keyColumns), 'accent'),
        span(text, 'dim'),
      ]),
    ),
  ]
}

/** How others come into a room of one's own, for as long as nobody has. */
export function aloneLines(
  { texts }: ViewContext,
  { kind, phase, members, name, log, private: isPrivate }: ChatState,
  columns: number,
): Line[] {
  const isAlone = kind === 'room' && phase === 'active' && members.length === 1
  if (!isAlone || log.hasOlder || log.items.some(({ type }) => type === 'message')) return []
  const say = isPrivate ? texts.chat.alonePrivate : texts.chat.alone
  const lines = wrapText(say(screenText(name)), columns)
  return [EMPTY_LINE, ...lines.map((text): Line => [span(text, 'dim')])]
}

import { meetingText } from '../../commands/direct/meeting-text.ts'
import { describeCode } from '../../i18n/describe-error.ts'
import type { DirectState } from '../../peer/direct.ts'
import type { PeerState } from '../../peer/state.ts'
import type { Desk } from '../desk.ts'
import { news } from './chat-lines.ts'

/** Where two people meet without a tracker: what the other has to type, or what is dialled. */
export function directFacts(desk: Desk, { role, addresses }: DirectState): readonly string[] {
  const { direct } = desk.texts.tui
  const [first = ''] = addresses
  const place =
    role === 'listening'
      ? [direct.listening, ...addresses.map(direct.command)]
      : [direct.dialling(first)]
  return [...place, direct.goodToKnow]
}

/** Whoever comes is told, with the words to compare, and is the one who is written to; so is his going. */
export function followDirect(desk: Desk, before: PeerState, { direct }: PeerState): void {
  if (direct === null || direct === before.direct) return
  const old = before.direct
  const { partner, status, problem, addresses } = direct
  // Later on it is told that he is gone; other troubles are alerts as well.
  if (status === 'waiting' && problem === 'PEER_UNREACHABLE' && old?.problem !== problem) {
    desk.say(news(describeCode(desk.language, problem, addresses[0] ?? '')))
  }
  const isSame = old?.status === status && old.partner?.how === partner?.how
  if (partner === null || isSame || status === 'refused') return
  const { compare } = desk.texts.tui.direct
  const text = meetingText(direct, desk.texts.tui.direct, desk.clock, Date.now())
  desk.say(news(status === 'together' ? `${text} ${compare} ${partner.words}` : text))
  if (old?.partner !== null && old?.partner !== undefined) return
  desk.select(`@${partner.username}`)
}

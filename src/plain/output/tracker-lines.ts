import { describeCode } from '../../i18n/describe-error.ts'
import type { TrackerChoice } from '../../peer/trackers.ts'
import type { Desk } from '../desk.ts'

/** One that could be chosen, with the number that chooses it. */
export function trackerLine(desk: Desk, choice: TrackerChoice, number: number): string {
  const { plain, tui } = desk.texts
  const address = addressText(choice)
  const note = choice.isKnown ? tui.trackers.known : tui.trackers.announced
  const line = plain.tracker.found(
    number,
    choice.name === '' ? address : choice.name,
    address,
    note,
  )
  return choice.words === '' ? line : `${line}. ${tui.trackers.keySays(choice.words)}`
}

/** The tracker that is chosen, and how it stands. */
export function trackerFacts(desk: Desk): readonly string[] {
  const { plain, tui } = desk.texts
  const { tracker } = desk.peer.state.get()
  if (tracker.host === '') return [plain.tracker.none]
  const address = addressText(tracker)
  return [
    plain.tracker.is(address, tui.tracker[tracker.status]),
    ...(tracker.words === '' ? [] : [plain.tracker.key(tracker.words)]),
    ...(tracker.problem === null ? [] : [describeCode(desk.language, tracker.problem, address)]),
  ]
}

export function addressText({ host, port }: { host: string; port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

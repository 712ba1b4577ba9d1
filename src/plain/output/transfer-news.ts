import { describeCode } from '../../i18n/describe-error.ts'
import { formatSize } from '../../i18n/format-size.ts'
import type { TransferState } from '../../peer/files.ts'
import { formatDuration } from '../../shared/duration.ts'
import type { Desk } from '../desk.ts'
import { news } from './chat-lines.ts'

const STEPS = 4

export interface TransferNews {
  /** An offer was told with its message: says how to take it. */
  offer(id: string): void
  hear(transfer: TransferState): void
}

/** Tells what becomes of files: every change of state, and every quarter of the way. */
export function createTransferNews(desk: Desk): TransferNews {
  const told = new Map<string, { key: string; quarter: number }>()
  return {
    offer(id) {
      desk.say(news(desk.texts.plain.file.offered(numberOf(desk, id))))
    },
    hear(transfer) {
      const key = keyOf(transfer)
      const quarter = Math.floor((transfer.bytes / Math.max(1, transfer.size)) * STEPS)
      const before = told.get(transfer.id)
      told.set(transfer.id, { key, quarter })
      const isNew = before?.key !== key
      // An offer is told as the message that it is; what one does oneself has been answered.
      if (isNew && (transfer.state === 'offered' || transfer.preparing)) return
      if (isNew && before === undefined && transfer.state === 'active') return
      if (isNew) desk.say(news(changeText(desk, transfer)))
      else if (transfer.state === 'active' && quarter > (before?.quarter ?? 0) && quarter < STEPS) {
        desk.say(news(progressText(desk, transfer)))
      }
    },
  }
}

/** The number by which commands mean this transfer: its place among all, from the oldest. */
export function numberOf(desk: Desk, id: string): number {
  const { numbered } = desk
  if (!numbered.transfers.includes(id)) numbered.transfers = [...numbered.transfers, id]
  return numbered.transfers.indexOf(id) + 1
}

export function describeTransfer(desk: Desk, transfer: TransferState): string {
  const { file } = desk.texts.plain
  const { name, size, from, chat, bytes } = transfer
  const what = file.from(name, formatSize(desk.language, size), from, chat)
  const state = transfer.preparing ? file.states.preparing : file.states[transfer.state]
  const isOnItsWay = transfer.state === 'active' || transfer.state === 'paused'
  return file.line(
    numberOf(desk, transfer.id),
    what,
    isOnItsWay ? `${state}, ${percent(desk, bytes / Math.max(1, size))}` : state,
  )
}

/** Changes when there is something to tell. */
function keyOf({ state, preparing, recipients }: TransferState): string {
  return `${state} ${preparing} ${recipients?.done ?? ''}`
}

function changeText(desk: Desk, transfer: TransferState): string {
  const { file } = desk.texts.plain
  const { name, state, path, problem, recipients, own } = transfer
  if (state === 'failed' && problem !== null) {
    return file.failed(name, describeCode(desk.language, problem, name))
  }
  if (own && recipients !== null && recipients.done > 0) {
    return file.delivered(name, recipients.done, recipients.of)
  }
  if (state === 'done') return file.done(name, path ?? '')
  return file.changed(name, file.states[state])
}

function progressText(desk: Desk, { name, bytes, size, rate, etaS }: TransferState): string {
  const speed = rate > 0 ? `, ${formatSize(desk.language, rate)}/s` : ''
  const left = etaS === null ? '' : `, ${formatDuration(etaS)}`
  const share = percent(desk, Math.floor((bytes / Math.max(1, size)) * STEPS) / STEPS)
  return desk.texts.plain.file.progress(name, share, `${speed}${left}`)
}

function percent(desk: Desk, share: number): string {
  return new Intl.NumberFormat(desk.language, { style: 'percent' }).format(share)
}

import { checkOrder } from './check-order.ts'
import { checkPresence } from './check-presence.ts'
import { checkReceipts } from './check-receipts.ts'
import type { RunRecord } from './run-record.ts'
import type { Violation } from './violation.ts'

/** Everything in this run that should not be; empty when all promises were kept. Pure. */
export function checkRun(record: RunRecord): readonly Violation[] {
  return [...checkPresence(record), ...checkOrder(record), ...checkReceipts(record)]
}

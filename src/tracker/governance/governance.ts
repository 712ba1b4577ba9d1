import type { Inactivity } from './inactivity.ts'
import type { Wishes } from './wishes.ts'
import type { Witnesses } from './witnesses.ts'

/** What this tracker does for the government of rooms beside keeping their logs. */
export interface Governance {
  readonly wishes: Wishes
  readonly witnesses: Witnesses
  readonly inactivity: Inactivity
}

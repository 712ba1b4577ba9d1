import type { Target } from '../targets.ts'
import { TARGETS } from '../targets.ts'

/** One line of the result. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: Unit
  /** The same work done bare, in the same run. */
  readonly baseline?: number
  /** value / baseline. */
  readonly ratio?: number
  /** The same work in the earlier systems' way, in the same run. */
  readonly earlier?: number
  readonly target?: number
  readonly targetIs?: Target['is']
  readonly met?: boolean
}

export type Unit = 'ms' | '1/s' | 'MiB' | 'MiB/s' | 'KiB' | 'bytes'

/** A figure with its target and how it stands to its baseline. */
export function figure(
  name: string,
  value: number,
  unit: Unit,
  beside: { readonly baseline?: number | undefined; readonly earlier?: number | undefined } = {},
): Figure {
  const { baseline, earlier } = beside
  const target = TARGETS.get(name)
  return {
    name,
    value: round(value),
    unit,
    ...(baseline === undefined
      ? {}
      : { baseline: round(baseline), ratio: round(value / baseline) }),
    ...(earlier === undefined ? {} : { earlier: round(earlier) }),
    ...(target === undefined
      ? {}
      : { target: target.value, targetIs: target.is, met: isMet(value, target) }),
  }
}

function isMet(value: number, { value: wanted, is }: Target): boolean {
  return is === 'at most' ? value <= wanted : value >= wanted
}

/** Three digits say all that a noisy machine can. */
function round(value: number): number {
  return Math.abs(value) >= 1_000 ? Math.round(value) : Number(value.toPrecision(3))
}

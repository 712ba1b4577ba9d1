import type { KeyPress } from '../input/keys.ts'
import type { ActContext } from '../commands/act-context.ts'
import type { Field, Overlay, OverlayKind } from '../ui/overlay.ts'
import type { Line } from '../view/line.ts'
import type { ViewContext } from '../view/view-context.ts'

/** What an overlay shows, before its frame. */
export interface OverlayView {
  readonly title: string
  readonly lines: readonly Line[]
  readonly fields?: readonly PlacedField[]
  /** What its keys do, for the last rows. */
  readonly keys: string
}

/** A field and where it stands in the lines. */
export interface PlacedField {
  readonly field: Field
  readonly hasFocus: boolean
  readonly row: number
  readonly column: number
  readonly columns: number
}

/** Space for the lines of an overlay. */
export interface Room {
  readonly columns: number
  readonly rows: number
}

export type OverlayOf<K extends OverlayKind['kind']> = Overlay & { readonly kind: K }

/** One kind of overlay: a picture and what keys do. Esc and Ctrl-C are taken before. */
export interface OverlayDefinition<K extends OverlayKind['kind']> {
  view(overlay: OverlayOf<K>, context: ViewContext, room: Room): OverlayView
  press(overlay: OverlayOf<K>, press: KeyPress, context: ActContext): void
}

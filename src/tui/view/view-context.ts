import { chatIn } from '../../commands/scope.ts'
import type { CommandScope } from '../../commands/scope.ts'
import type { CommandTexts } from '../../i18n/catalogs/commands.ts'
import type { ModerationTexts } from '../../i18n/catalogs/moderation/moderation.ts'
import type { TuiTexts } from '../../i18n/catalogs/tui.ts'
import type { Language } from '../../i18n/translate.ts'
import type { ChatState, PeerState } from '../../peer/state.ts'
import type { UiState } from '../ui/ui-state.ts'
import type { ClockFormat } from '../../i18n/clock-format.ts'
import type { LineCache } from './line-cache.ts'

/** All that the screen is made of; the same context gives the same screen. */
export interface ViewContext {
  readonly peer: PeerState
  readonly ui: UiState
  readonly language: Language
  readonly texts: TuiTexts
  readonly commandTexts: CommandTexts
  readonly roomTexts: ModerationTexts
  readonly clock: ClockFormat
  readonly cache: LineCache
  /** Whether a tracker can be started in this program. */
  readonly canHostTracker: boolean
  /** The person's own folder, which `~` stands for. */
  readonly home: string
  /** ms */
  readonly now: number
}

/** What commands are judged by. */
export function scopeOf({ peer, ui }: Pick<ViewContext, 'peer' | 'ui'>): CommandScope {
  return { peer, selected: ui.selected }
}

/** The chat on the screen, unless it has vanished from the peer's state meanwhile. */
export function selectedChat(view: Pick<ViewContext, 'peer' | 'ui'>): ChatState | undefined {
  return chatIn(scopeOf(view))
}

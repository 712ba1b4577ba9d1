import type { Paths } from '../../commands/files/path-completion.ts'
import type { Peer, PeerEvent } from '../../peer/peer.ts'
import { commandTexts } from '../../i18n/catalogs/commands.ts'
import { moderationTexts } from '../../i18n/catalogs/moderation/moderation.ts'
import { tuiTexts } from '../../i18n/catalogs/tui.ts'
import { describeError } from '../../i18n/describe-error.ts'
import type { Language } from '../../i18n/translate.ts'
import { createStore } from '../../shared/observable.ts'
import type { Store } from '../../shared/observable.ts'
import type { ActContext, HostTracker } from '../commands/act-context.ts'
import { COMMANDS } from '../commands/command-table.ts'
import { scrollBy } from '../commands/scroll-actions.ts'
import { runCommand } from '../commands/submit.ts'
import type { MouseInput } from '../input/input-filter.ts'
import { chordOf } from '../input/keys.ts'
import type { KeyPress } from '../input/keys.ts'
import { pasteInForm } from '../overlays/form.ts'
import { canClose, pressInOverlay } from '../overlays/overlay-table.ts'
import { openTrackers } from '../overlays/kinds/trackers/trackers.ts'
import type { Overlay } from '../ui/overlay.ts'
import { reduceUi } from '../ui/ui-reducer.ts'
import type { UiEvent } from '../ui/ui-reducer.ts'
import { createUiState, topOverlay } from '../ui/ui-state.ts'
import type { UiState } from '../ui/ui-state.ts'
import { clockFormat } from '../../i18n/clock-format.ts'
import { createLineCache } from '../view/line-cache.ts'
import { changesIn } from '../view/room/changes-in.ts'
import { isLoggedIn } from '../../commands/scope.ts'
import type { ViewContext } from '../view/view-context.ts'
import { pasteInComposer, pressInComposer } from './composer-keys.ts'
import { layoutOf } from './compose-screen.ts'
import { createHearing } from './hear-peer.ts'
import { createSettle } from './settle.ts'

/** Turns what a person does into events and actions. It knows nothing of Ink. */
export interface Controller {
  readonly ui: Store<UiState, UiEvent>
  view(): ViewContext
  press(press: KeyPress): void
  paste(text: string): void
  mouse(input: MouseInput): void
  focusChanged(hasFocus: boolean): void
  resized(size: { columns: number; rows: number }): void
  /** The first look at the peer's state; with a password it logs in without asking. */
  begin(password: string | undefined): void
  /** Tells what the state does not show by itself. */
  hear(event: PeerEvent): void
  /** Milliseconds until the screen reads otherwise although nothing happens; undefined when it never does. */
  changesIn(): number | undefined
  /** Brings the screen's own state in line with the peer's. */
  settle(): void
}

export function createController(options: {
  peer: Peer
  language: Language
  size: { columns: number; rows: number }
  /** The form to begin with. */
  login: Overlay
  hostTracker?: HostTracker | undefined
  paths: Paths
  onQuit: () => void
  /** What no face expects. */
  onBug: (error: unknown) => void
}): Controller {
  const { peer, paths } = options
  const cache = createLineCache()
  const ui = createStore<UiState, UiEvent>(
    {
      ...createUiState({ ...options.size, language: options.language }),
      overlays: [options.login],
    },
    reduceUi,
  )

  function view(): ViewContext {
    const { language } = ui.get()
    return {
      peer: peer.state.get(),
      ui: ui.get(),
      language,
      texts: tuiTexts[language],
      commandTexts: commandTexts[language],
      roomTexts: moderationTexts[language],
      clock: clockFormat(language),
      cache,
      home: paths.home,
      canHostTracker: options.hostTracker !== undefined,
      now: Date.now(),
    }
  }

  async function attempt(
    action: () => Promise<void>,
    onRefused: (sentence: string) => void,
  ): Promise<void> {
    try {
      await action()
    } catch (error) {
      const sentence = describeError(ui.get().language, error)
      if (sentence === undefined) options.onBug(error)
      else onRefused(sentence)
    }
  }

  /** A refusal is told where the person looks. */
  function tellRefusal(sentence: string): void {
    if (topOverlay(ui.get()) === undefined) {
      ui.dispatch({ type: 'noticed', notice: { tone: 'error', text: sentence } })
    } else ui.dispatch({ type: 'overlay-changed', change: { isBusy: false, problem: sentence } })
  }

  const context: ActContext = {
    peer,
    view,
    layout: () => layoutOf(view()),
    dispatch: (event) => ui.dispatch(event),
    run: (action, onRefused = tellRefusal) => void attempt(action, onRefused),
    quit: options.onQuit,
    hostTracker: options.hostTracker,
    paths,
  }
  const settle = createSettle(context)

  return {
    ui,
    view,
    press(press) {
      settle.noticePerson()
      pressAnywhere(context, press)
    },
    paste(text) {
      const overlay = topOverlay(ui.get())
      if (overlay === undefined) pasteInComposer(context, text)
      else if (overlay.form.fields.length > 0 && !overlay.isBusy) {
        const form = pasteInForm(overlay.form, text)
        ui.dispatch({ type: 'overlay-changed', change: { form, problem: undefined } })
      }
    },
    mouse({ action }) {
      const step = action === 'wheel-up' ? -1 : action === 'wheel-down' ? 1 : 0
      const overlay = topOverlay(ui.get())
      if (step === 0) return
      if (overlay === undefined) scrollBy(context, step * WHEEL_ROWS)
      else if (overlay.form.fields.length === 0) {
        const name = step < 0 ? 'up' : 'down'
        pressInOverlay(
          overlay,
          { type: 'key', name, ctrl: false, alt: false, shift: false },
          context,
        )
      }
    },
    focusChanged(hasFocus) {
      settle.hasFocus = hasFocus
      settle.run()
    },
    resized(size) {
      ui.dispatch({ type: 'resized', ...size })
    },
    begin(password) {
      settle.run()
      if (!isLoggedIn(view()) && view().peer.tracker.host === '') openTrackers(context)
      const overlay = topOverlay(ui.get())
      if (password === undefined || overlay?.kind !== 'login') return
      const form = pasteInForm(overlay.form, password)
      ui.dispatch({ type: 'overlay-changed', change: { form } })
      pressAnywhere(context, { type: 'key', name: 'enter', ctrl: false, alt: false, shift: false })
    },
    hear: createHearing(context),
    changesIn: () => changesIn(view()),
    settle: () => settle.run(),
  }
}

const WHEEL_ROWS = 3

/** Ctrl-C and F1 work everywhere; Esc closes what is on top; the rest belongs to whatever has the keys. */
function pressAnywhere(context: ActContext, press: KeyPress): void {
  const overlay = topOverlay(context.view().ui)
  if (overlay === undefined) {
    pressInComposer(context, press)
    return
  }
  const chord = chordOf(press) ?? ''
  const command = COMMANDS.find(({ chords }) => chords.includes(chord))
  if (command?.name === 'quit') context.quit()
  else if (press.type === 'key' && press.name === 'escape') {
    // An answer that does not come must not lock the form.
    if (canClose(overlay)) context.dispatch({ type: 'overlay-closed' })
    else context.dispatch({ type: 'overlay-changed', change: { isBusy: false } })
  } else if (command !== undefined && opensAnywhere(chord, overlay, context)) {
    runCommand(context, command, '')
  } else pressInOverlay(overlay, press, context)
}

const OVERLAYS_OF_CHORDS: Readonly<Partial<Record<string, Overlay['kind']>>> = {
  f2: 'rooms',
  f3: 'members',
  f5: 'transfers',
  f6: 'shares',
}

/** The language and function keys mean the same in an overlay, unless they would open it once more. */
function opensAnywhere(chord: string, overlay: Overlay, context: ActContext): boolean {
  if (chord === 'alt+g') return true
  if (chord === 'f1') return overlay.kind !== 'help'
  const opens = OVERLAYS_OF_CHORDS[chord]
  return opens !== undefined && opens !== overlay.kind && isLoggedIn(context.view())
}

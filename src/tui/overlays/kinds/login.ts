import type { ActContext } from '../../commands/act-context.ts'
import type { KeyPress } from '../../input/keys.ts'
import { screenText } from '../../text/screen-text.ts'
import { wrapText } from '../../text/wrap.ts'
import { describeCode } from '../../../i18n/describe-error.ts'
import { createForm, createOverlay, fieldText } from '../../ui/overlay.ts'
import type { Form } from '../../ui/overlay.ts'
import { EMPTY_LINE, span } from '../../view/line.ts'
import type { Line } from '../../view/line.ts'
import type { ViewContext } from '../../view/view-context.ts'
import { formLines, nextEmptyField, pressInForm } from '../form.ts'
import type { OverlayDefinition, OverlayOf } from '../overlay-view.ts'
import { openTrackers } from './trackers/trackers.ts'

type LoginKind = 'login' | 'register'

/** Login and registration are one form with or without a second password. */
export const loginOverlay: OverlayDefinition<LoginKind> = {
  view(overlay, context, room) {
    const texts = context.texts.login
    const facts = trackerLines(context, room.columns)
    const isNew = overlay.kind === 'register'
    const labels = {
      username: texts.username,
      password: texts.password,
      repeat: texts.repeatPassword,
    }
    const form = formLines(overlay.form, labels, room, facts.length)
    const note = isNew ? wrapText(texts.warning, room.columns) : []
    return {
      title: isNew ? texts.registerTitle : texts.loginTitle,
      lines: [
        ...facts,
        ...form.lines,
        ...(note.length > 0 ? [EMPTY_LINE] : []),
        ...note.map((text): Line => [span(text, 'dim')]),
      ],
      fields: form.fields,
      keys: isNew ? texts.registerKeys : texts.loginKeys,
    }
  },
  press(overlay, press, context) {
    if (overlay.isBusy) return
    if (isChord(press, 't')) {
      openTrackers(context)
      return
    }
    if (isChord(press, 'r')) {
      switchKind(overlay, context)
      return
    }
    if (press.type === 'key' && press.name === 'enter') {
      submitLogin(overlay, context)
      return
    }
    const form = pressInForm(overlay.form, press)
    if (form !== undefined) {
      context.dispatch({ type: 'overlay-changed', change: { form, problem: undefined } })
    }
  },
}

/** The form to begin with: log in when there is a profile, else register. */
export function createLogin(kind: LoginKind, username = ''): OverlayOf<LoginKind> {
  const secrets = [
    { name: 'password', isSecret: true } as const,
    ...(kind === 'register' ? [{ name: 'repeat', isSecret: true } as const] : []),
  ]
  const form = createForm(
    [{ name: 'username', value: username }, ...secrets],
    username === '' ? 0 : 1,
  )
  return { ...createOverlay({ kind }, form), kind }
}

function trackerLines({ peer, texts, language }: ViewContext, columns: number): Line[] {
  const { host, port, words, status, problem } = peer.tracker
  if (host === '') {
    const none: Line = [
      span(`${texts.login.tracker}: `, 'dim'),
      span(texts.trackers.noneChosen, 'warning'),
    ]
    return [none, EMPTY_LINE]
  }
  const address = screenText(`${host}:${port}`)
  // Nobody is asked before somebody logs in.
  const isUnknown = status === 'offline' && problem === null
  const trouble =
    problem === null ? [] : wrapText(screenText(describeCode(language, problem, address)), columns)
  return [
    [
      span(`${texts.login.tracker}: `, 'dim'),
      span(
        isUnknown ? address : `${address} ${texts.tracker[status]}`,
        status === 'online' ? 'good' : 'warning',
      ),
    ],
    [
      span(`${texts.login.trackerKey}: `, 'dim'),
      words === '' ? span(texts.login.trackerKeyUnknown, 'dim') : span(screenText(words), 'strong'),
    ],
    ...trouble.map((text): Line => [span(text, 'warning')]),
    EMPTY_LINE,
  ]
}

function isChord(press: KeyPress, name: string): boolean {
  return press.type === 'key' && press.ctrl && press.name === name
}

function switchKind(overlay: OverlayOf<LoginKind>, context: ActContext): void {
  const kind = overlay.kind === 'login' ? 'register' : 'login'
  const next = createLogin(kind, fieldText(overlay.form, 'username'))
  context.dispatch({ type: 'overlay-replaced', overlay: next })
}

function submitLogin(overlay: OverlayOf<LoginKind>, context: ActContext): void {
  const { form, kind } = overlay
  const next = nextEmptyField(form)
  const problem = missing(form, context)
  if (problem !== undefined) {
    const change =
      next === undefined ? { problem } : { form: { ...form, focus: next }, problem: undefined }
    context.dispatch({ type: 'overlay-changed', change })
    return
  }
  const password = fieldText(form, 'password')
  if (kind === 'register' && password !== fieldText(form, 'repeat')) {
    refuse(overlay, context, context.view().texts.login.passwordsDiffer)
    return
  }
  const credentials = { username: normalized(fieldText(form, 'username')), password }
  context.dispatch({
    type: 'overlay-changed',
    of: kind,
    change: { isBusy: true, problem: undefined },
  })
  context.run(
    async () => {
      if (kind === 'register') await context.peer.register(credentials)
      else await context.peer.login(credentials)
      context.dispatch({ type: 'overlay-closed', of: kind })
      if (kind === 'register') tellTrackerKey(context)
    },
    (sentence) => refuse(overlay, context, sentence),
  )
}

/** The words are of use only to somebody who compares them, and the first meeting is when that counts. */
function tellTrackerKey(context: ActContext): void {
  const { peer, texts } = context.view()
  if (peer.tracker.words === '') return
  const text = texts.login.firstMeeting(peer.tracker.words)
  context.dispatch({ type: 'noticed', notice: { tone: 'plain', text } })
}

function missing(form: Form, context: ActContext): string | undefined {
  const { texts } = context.view()
  if (fieldText(form, 'username').trim() === '') return texts.login.nameMissing
  const isComplete = form.fields.every(({ editor }) => editor.text !== '')
  return isComplete ? undefined : texts.login.passwordMissing
}

/** The name stays; passwords are typed again from the first one. */
function refuse(overlay: OverlayOf<LoginKind>, context: ActContext, problem: string): void {
  const { form } = createLogin(overlay.kind, fieldText(overlay.form, 'username'))
  context.dispatch({
    type: 'overlay-changed',
    of: overlay.kind,
    change: { form, isBusy: false, problem },
  })
}

function normalized(username: string): string {
  return username.trim().replace(/^@/, '').toLowerCase()
}

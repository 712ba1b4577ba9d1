import { chatOrder } from '../../commands/chat-list.ts'
import { chooseLanguage } from '../../commands/choose-language.ts'
import { commandRow } from '../../commands/command-table.ts'
import { requiresChat, requiresLogin } from '../../commands/refusals.ts'
import { createPasswd } from '../overlays/kinds/passwd.ts'
import { openVerify } from '../overlays/kinds/verify/verify.ts'
import { createOverlay } from '../ui/overlay.ts'
import { SIDEBAR_FROM_COLUMNS } from '../view/layout.ts'
import type { Command } from './command.ts'
import {
  goTo,
  openChats,
  requestCreate,
  openKey,
  openRooms,
  requestJoin,
  startDm,
  stepChat,
} from './chat-actions.ts'
import { DELIVERY_COMMANDS } from './delivery-commands.ts'
import { FILE_COMMANDS } from './files/file-commands.ts'
import { ROOM_COMMANDS } from './room/room-commands.ts'
import { putAway, selectChat } from './select-chat.ts'
import { scrollBy, scrollByPages, scrollToEnd, scrollToStart } from './scroll-actions.ts'

/** Every action of the full screen, in the order of the footer and, within a group, of the help. */
export const COMMANDS: readonly Command[] = [
  {
    ...commandRow('help'),
    chords: ['f1'],
    hint: 1,
    run(context) {
      context.dispatch({ type: 'overlay-opened', overlay: createOverlay({ kind: 'help' }) })
    },
  },
  {
    ...commandRow('goto'),
    chords: ['ctrl+k'],
    hint: 2,
    isMovement: true,
    run: goTo,
  },
  {
    name: 'nextChat',
    group: 'chats',
    slash: ['next'],
    chords: ['alt+down', 'ctrl+n'],
    isMovement: true,
    refusal: requiresLogin,
    run: (context) => stepChat(context, 1),
  },
  {
    name: 'previousChat',
    group: 'chats',
    slash: ['previous'],
    chords: ['alt+up', 'ctrl+p'],
    isMovement: true,
    refusal: requiresLogin,
    run: (context) => stepChat(context, -1),
  },
  {
    name: 'jump',
    group: 'chats',
    slash: [],
    chords: Array.from({ length: 9 }, (_, index) => `alt+${index + 1}`),
    keysShown: 'Alt-1 … Alt-9',
    isMovement: true,
    refusal: requiresLogin,
    run(context, _argument, chord) {
      const place = Number(chord.slice(-1)) - 1
      const chat = chatOrder(context.view().peer)[place]
      if (chat !== undefined) selectChat(context, chat)
    },
  },
  {
    ...commandRow('dm'),
    chords: ['alt+m'],
    isMovement: true,
    run: startDm,
  },
  {
    ...commandRow('back'),
    chords: ['ctrl+x'],
    run: putAway,
  },
  {
    name: 'sidebar',
    group: 'chats',
    slash: ['chats', 'sidebar'],
    chords: ['f4'],
    refusal: requiresLogin,
    run(context) {
      const isWide = context.view().ui.columns >= SIDEBAR_FROM_COLUMNS
      if (isWide) context.dispatch({ type: 'sidebar-toggled' })
      else openChats(context)
    },
  },
  {
    ...commandRow('rooms'),
    chords: ['f2', 'ctrl+o'],
    hint: 5,
    run: openRooms,
  },
  {
    ...commandRow('join'),
    chords: ['alt+j'],
    isMovement: true,
    run: requestJoin,
  },
  {
    ...commandRow('create'),
    chords: ['alt+c'],
    run: requestCreate,
  },
  {
    ...commandRow('leave'),
    chords: ['alt+l'],
    run(context) {
      const room = context.view().ui.selected?.slice(1) ?? ''
      context.dispatch({ type: 'overlay-opened', overlay: createOverlay({ kind: 'leave', room }) })
    },
  },
  {
    ...commandRow('members'),
    chords: ['f3', 'ctrl+t'],
    hint: 6,
    run(context) {
      const chat = context.view().ui.selected
      if (chat === undefined) return
      context.dispatch({
        type: 'overlay-opened',
        overlay: createOverlay({ kind: 'members', chat }),
      })
    },
  },
  {
    ...commandRow('verify'),
    chords: ['alt+v'],
    run: openVerify,
  },
  {
    ...commandRow('key'),
    chords: ['alt+k'],
    run: openKey,
  },
  ...ROOM_COMMANDS,
  ...FILE_COMMANDS,
  {
    name: 'pageUp',
    group: 'log',
    slash: [],
    chords: ['pageup'],
    isMovement: true,
    refusal: requiresChat,
    run: (context) => scrollByPages(context, -1),
  },
  {
    name: 'pageDown',
    group: 'log',
    slash: [],
    chords: ['pagedown'],
    isMovement: true,
    refusal: requiresChat,
    run: (context) => scrollByPages(context, 1),
  },
  {
    name: 'lineUp',
    group: 'log',
    slash: [],
    chords: ['shift+up'],
    isMovement: true,
    refusal: requiresChat,
    run: (context) => scrollBy(context, -1),
  },
  {
    name: 'lineDown',
    group: 'log',
    slash: [],
    chords: ['shift+down'],
    isMovement: true,
    refusal: requiresChat,
    run: (context) => scrollBy(context, 1),
  },
  {
    name: 'oldest',
    group: 'log',
    slash: ['top'],
    chords: ['home'],
    onlyWhenEmpty: true,
    isMovement: true,
    refusal: requiresChat,
    run: scrollToStart,
  },
  {
    name: 'latest',
    group: 'log',
    slash: ['end'],
    chords: ['end'],
    onlyWhenEmpty: true,
    isMovement: true,
    refusal: requiresChat,
    run: scrollToEnd,
  },
  ...DELIVERY_COMMANDS,
  {
    ...commandRow('language'),
    chords: ['alt+g'],
    run(context, argument) {
      const { language, texts, commandTexts } = context.view()
      const chosen = chooseLanguage(argument, language)
      if (chosen !== undefined) context.dispatch({ type: 'language-chosen', language: chosen })
      else {
        const text = texts.notice.missingArgument(`/lang ${commandTexts.arguments.language}`)
        context.dispatch({ type: 'noticed', notice: { tone: 'error', text } })
      }
    },
  },
  {
    ...commandRow('passwd'),
    chords: ['alt+w'],
    run: (context) => context.dispatch({ type: 'overlay-opened', overlay: createPasswd() }),
  },
  {
    ...commandRow('logout'),
    chords: ['alt+o'],
    run(context) {
      context.dispatch({ type: 'overlay-opened', overlay: createOverlay({ kind: 'logout' }) })
    },
  },
  {
    ...commandRow('quit'),
    chords: ['ctrl+c', 'ctrl+q'],
    hint: 3,
    run: (context) => context.quit(),
  },
]

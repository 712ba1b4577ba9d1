import { createPasswd } from '../overlays/kinds/passwd.ts'
import { openVerify } from '../overlays/kinds/verify/verify.ts'
import { createOverlay } from '../ui/overlay.ts'
import { chatOrder } from '../view/chat-list.ts'
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
import { ROOM_COMMANDS } from './room/room-commands.ts'
import { putAway, selectChat } from './select-chat.ts'
import { requiresChat, requiresKeyChange, requiresLogin, requiresMembership } from './refusals.ts'
import { scrollBy, scrollByPages, scrollToEnd, scrollToStart } from './scroll-actions.ts'

/** Every action of the full screen, in the order of the footer and, within a group, of the help. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'help',
    group: 'program',
    slash: ['help', 'ajuda'],
    chords: ['f1'],
    hint: 1,
    run(context) {
      context.dispatch({ type: 'overlay-opened', overlay: createOverlay({ kind: 'help' }) })
    },
  },
  {
    name: 'goto',
    group: 'chats',
    slash: ['goto', 'ir'],
    chords: ['ctrl+k'],
    argument: 'chat',
    isArgumentOptional: true,
    hint: 2,
    isMovement: true,
    refusal: requiresLogin,
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
    name: 'dm',
    group: 'chats',
    slash: ['dm', 'msg'],
    chords: ['alt+m'],
    argument: 'user',
    isArgumentOptional: true,
    isMovement: true,
    refusal: requiresLogin,
    run: startDm,
  },
  {
    name: 'back',
    group: 'chats',
    slash: ['back', 'close', 'voltar'],
    chords: ['ctrl+x'],
    bareWords: ['voltar'],
    refusal: requiresChat,
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
    name: 'rooms',
    group: 'rooms',
    slash: ['rooms', 'salas'],
    chords: ['f2', 'ctrl+o'],
    hint: 5,
    refusal: requiresLogin,
    run: openRooms,
  },
  {
    name: 'join',
    group: 'rooms',
    slash: ['join', 'entrar'],
    chords: ['alt+j'],
    argument: 'room',
    isArgumentOptional: true,
    isMovement: true,
    refusal: requiresLogin,
    run: requestJoin,
  },
  {
    name: 'create',
    group: 'rooms',
    slash: ['create', 'criar'],
    chords: ['alt+c'],
    argument: 'room',
    isArgumentOptional: true,
    refusal: requiresLogin,
    run: requestCreate,
  },
  {
    name: 'leave',
    group: 'rooms',
    slash: ['leave', 'deixar'],
    chords: ['alt+l'],
    refusal: requiresMembership,
    run(context) {
      const room = context.view().ui.selected?.slice(1) ?? ''
      context.dispatch({ type: 'overlay-opened', overlay: createOverlay({ kind: 'leave', room }) })
    },
  },
  {
    name: 'members',
    group: 'rooms',
    slash: ['members', 'membros'],
    chords: ['f3', 'ctrl+t'],
    hint: 6,
    refusal: requiresChat,
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
    name: 'verify',
    group: 'chats',
    slash: ['verify', 'verificar'],
    chords: ['alt+v'],
    argument: 'user',
    isArgumentOptional: true,
    refusal: requiresLogin,
    run: openVerify,
  },
  {
    name: 'key',
    group: 'rooms',
    slash: ['key', 'chave'],
    chords: ['alt+k'],
    refusal: requiresKeyChange,
    run: openKey,
  },
  ...ROOM_COMMANDS,
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
    name: 'passwd',
    group: 'program',
    slash: ['passwd', 'trocar-senha'],
    chords: ['alt+w'],
    refusal: requiresLogin,
    run: (context) => context.dispatch({ type: 'overlay-opened', overlay: createPasswd() }),
  },
  {
    name: 'logout',
    group: 'program',
    slash: ['logout'],
    chords: ['alt+o'],
    refusal: requiresLogin,
    run(context) {
      context.dispatch({ type: 'overlay-opened', overlay: createOverlay({ kind: 'logout' }) })
    },
  },
  {
    name: 'quit',
    group: 'program',
    slash: ['quit', 'exit', 'sair'],
    chords: ['ctrl+c', 'ctrl+q'],
    bareWords: ['sair'],
    hint: 3,
    run: (context) => context.quit(),
  },
]

import { pluralOf } from '../plural.ts'
import { deliveryPtBr } from './delivery/delivery.pt-br.ts'
import { filesPtBr } from './files/files.pt-br.ts'
import { linksPtBr } from './links/links.pt-br.ts'
import { directPtBr } from './direct/direct.pt-br.ts'
import { passwdPtBr } from './passwd/passwd.pt-br.ts'
import { trackersPtBr } from './trackers/trackers.pt-br.ts'
import type { TuiTexts } from './tui.ts'

const plural = pluralOf('pt-BR')

export const tuiPtBr: TuiTexts = {
  tooSmall: 'O terminal é pequeno demais. Aumente-o.',
  sidebar: { rooms: 'Salas', direct: 'Diretas', people: 'Conectados' },
  more: (count) => plural(count, { other: 'mais #' }),
  home: {
    title: 'chatp2p',
    welcome: 'Bem-vindo. Só lê o que você escreve quem recebe a mensagem.',
    keys: [
      ['F2', 'ver as salas, entrar em uma ou criar uma'],
      ['Ctrl-K', 'ir a uma sala ou pessoa digitando algumas letras'],
      ['/dm bob', 'escrever só a bob'],
      ['F1', 'todo o resto'],
    ],
  },
  chat: {
    public: 'pública',
    private: 'privada',
    members: (count) => plural(count, { one: '# membro', other: '# membros' }),
    moderator: 'modera',
    online: 'conectado',
    offline: 'desconectado',
    keyChanged: 'chave mudou',
    verified: 'verificado',
    phases: {
      left: 'você saiu',
      removed: 'você foi removido',
      deleted: 'apagada',
      imported: 'importado',
      expired: 'expirada',
    },
    empty: 'Ninguém disse nada aqui ainda.',
    alone: (room) =>
      `Ainda não há mais ninguém. Os outros acham ${room} com F2 e entram com Enter.`,
    alonePrivate: (room) =>
      `Ainda não há mais ninguém. Os outros acham ${room} com F2; precisam da senha.`,
    loading: 'carregando…',
    newMessages: 'novas',
    newBelow: (count) => plural(count, { one: '# nova abaixo', other: '# novas abaixo' }),
    olderBelow: 'End: mais novas',
    typing: (names) =>
      names.length === 1
        ? `${names[0]} está digitando…`
        : names.length <= 3
          ? `${names.join(', ')} estão digitando…`
          : plural(names.length, {
              one: '# pessoa está digitando…',
              other: '# pessoas estão digitando…',
            }),
    read: 'lida',
    unread: (count) => plural(count, { one: '# não lida', other: '# não lidas' }),
    historyStart: 'o começo',
  },
  composer: {
    blocked: (name) => `⚠ A chave de ${name} mudou. Enter mostra o que isso significa.`,
    noChat: '/join, /create, /dm ou /help',
  },
  problems: {
    sealed: '(lacrada; esperando a chave)',
    unreadable: '(não foi possível abrir esta mensagem)',
    'unknown-kind': '(escrita em uma versão mais nova; atualize para ler)',
  },
  events: {
    created: (by) => `${by} criou a sala`,
    joined: (by) => `${by} entrou`,
    left: (by) => `${by} saiu`,
    added: (by, subject) => `${by} adicionou ${subject}`,
    removed: (by, subject) => `${by} removeu ${subject}`,
    banned: (by, subject) => `${by} baniu ${subject}`,
    unbanned: (by, subject) => `${by} desfez o banimento de ${subject}`,
    renamed: (by, subject) => `${by} mudou o nome da sala para ${subject}`,
    'password-changed': (by) => `${by} mudou a senha`,
    'policy-changed': (by) =>
      `${by} mudou as regras: quem pode entrar, ou quando a sala acaba sozinha`,
    'moderator-changed': (_by, subject) =>
      subject === '' ? 'ninguém mais modera a sala' : `${subject} agora modera a sala`,
    deleted: (by) => `${by} apagou a sala`,
    expired: () => 'a sala foi apagada porque quem a modera ficou ausente',
    'key-accepted': (_by, subject) => `você aceitou a nova chave de ${subject}`,
  },
  policyChanges: {
    open: (by) => `${by} abriu a sala a todos, sem senha`,
    password: (by) => `${by} fez a sala pedir uma senha a quem chega`,
    inactivity: (by, time) => `${by} fez a sala se apagar após ${time} sem sinal de quem a modera`,
    never: (by) => `${by} desligou o apagamento por inatividade`,
  },
  tracker: {
    name: 'tracker',
    online: 'conectado',
    connecting: 'conectando…',
    offline: 'SEM CONEXÃO',
  },
  notice: {
    unknownCommand: (name) => `Não existe o comando /${name}. F1 lista todos; // envia uma barra.`,
    missingArgument: (usage) => `Falta algo: ${usage}`,
    dismiss: 'Esc',
  },
  login: {
    loginTitle: 'Entrar',
    registerTitle: 'Registrar',
    username: 'Usuário',
    password: 'Senha',
    repeatPassword: 'De novo',
    tracker: 'Tracker',
    trackerKey: 'Chave dele',
    trackerKeyUnknown: 'ainda não visto',
    loginKeys:
      'Enter entrar · Tab próximo campo · Ctrl-R registrar · Ctrl-T outro tracker · Ctrl-C sair',
    registerKeys:
      'Enter registrar · Tab próximo campo · Ctrl-R já tenho conta · Ctrl-T outro tracker · Ctrl-C sair',
    busy: 'Um momento…',
    passwordsDiffer: 'As duas senhas diferem. Digite de novo.',
    nameMissing: 'Digite um nome de usuário.',
    passwordMissing: 'Digite uma senha.',
    displaced: (name) => `${name} entrou em outro lugar e aqui parou. Entre de novo para voltar.`,
    firstMeeting: (words) =>
      `Este tracker fica conhecido. A chave dele se lê: ${words}. Compare com o que aparece onde ele roda.`,
    warning: 'A senha também lacra o seu histórico. Ninguém pode recuperá-la.',
  },
  trackers: trackersPtBr,
  passwd: passwdPtBr,
  delivery: deliveryPtBr,
  files: filesPtBr,
  links: linksPtBr,
  direct: directPtBr,
  overlay: {
    gotoTitle: 'Ir para',
    gotoKeys: '↑↓ escolher · Enter ir · Esc fechar',
    gotoKinds: { chat: 'conversa', room: 'entrar', user: 'escrever a', action: 'ação' },
    nothingFound: 'Nada encontrado.',
    chatsTitle: 'Conversas',
    chatsKeys: '↑↓ escolher · Enter abrir · Esc fechar',
    roomsTitle: 'Salas do tracker',
    roomsKeys: 'Enter entrar ou abrir · N nova sala · L sair da sala · Esc fechar',
    noRooms: 'Ainda não há salas. N cria a primeira.',
    joined: 'membro',
    createTitle: 'Nova sala',
    roomName: 'Nome',
    membersTitle: (chat) => `Membros de ${chat}`,
    membersKeys: '↑↓ escolher · Enter escrever a · Esc fechar',
    you: 'você',
    helpTitle: 'Ajuda',
    helpKeys: '↑↓ rolar · Esc fechar',
    helpWriting:
      'Enter envia, Alt-Enter começa outra linha, Tab completa nomes e comandos, // envia uma barra.',
    helpOwnKey: (name) => `Impressão digital de ${name}`,
    helpTrackerKey: 'Chave do tracker',
    leaveTitle: (room) => `Sair de ${room}?`,
    leaveText: (room) => `Você deixa de receber o que escrevem em ${room}. O histórico fica aqui.`,
    logoutTitle: 'Sair da conta?',
    logoutText: 'O que ainda não foi entregue fica guardado e segue na próxima entrada.',
    confirmKeys: 'Enter sim · Esc não',
    keyTitle: (name) => `A chave de ${name} mudou`,
    keyText: (name) => [
      `As mensagens para ${name} param até você decidir.`,
      `Ou ${name} perdeu a chave antiga e se registrou de novo, ou alguém finge ser ${name}.`,
      `Peça a ${name}, pessoalmente ou por telefone, que leia a impressão digital e compare com esta:`,
    ],
    keyNow: 'impressão digital agora',
    keyKeys: 'A aceitar a nova chave · Esc agora não',
    keyAccepted: (name) => `A nova chave de ${name} vale de agora em diante.`,
    working: 'Um momento…',
  },
}

import { pluralOf } from '../../plural.ts'
import type { PlainTexts } from './plain.ts'

const plural = pluralOf('pt-BR')

export const plainPtBr: PlainTexts = {
  welcome:
    'chatp2p, linha por linha. Digite um comando ou o número dele; ajuda mostra todos, sair termina.',
  goodbye: 'Até logo.',
  menuTitle: 'E agora?',
  menuHint: 'Digite um número ou um comando.',
  help: [
    'Fora de uma conversa, digite um comando ou o número dele no menu.',
    'Em uma conversa, o que você digita é dito ali; comandos começam com barra, // diz uma barra.',
    'O que falta é perguntado; uma linha vazia desfaz a pergunta. voltar deixa a conversa, sair termina.',
  ],
  unknown: (word) => `Não há o comando “${word}”. ajuda mostra todos, menu diz o que fazer agora.`,
  notANumber: (most) => `Digite um número de 1 a ${most}.`,
  ask: {
    username: 'Nome de usuário',
    room: 'Nome da sala',
    chat: 'Qual conversa (número, #sala ou @usuário)',
    message: 'Mensagem',
    path: 'Caminho do arquivo ou da pasta',
    share: 'Nome do arquivo',
    user: 'Qual usuário',
    users: 'Quais usuários (com espaços entre eles)',
    roomPassword: 'Senha da sala',
    noPassword: 'Senha da sala (vazia: todos podem entrar)',
    time: 'Tempo (90s, 30m, 12h, 7d ou off)',
    newName: 'Novo nome',
    tracker: 'Qual tracker (número ou host:porta)',
    choice: 'Qual número',
    yes: 'Digite sim para fazer isso',
    agree: 'Os dois lados mostram o mesmo? Digite sim se mostram',
  },
  again: 'mais uma vez',
  done: 'Feito.',
  sent: (chat) => `Enviada a ${chat}.`,
  loggedIn: (username) => `Você entrou como ${username}.`,
  registered: (username) => `Você se registrou e entrou como ${username}.`,
  loggedOut: 'Você saiu da conta.',
  alreadyIn: (username) => `Você já entrou como ${username}.`,
  withdraw: (username) => `Isto tira a marca de ${username}.`,
  language: 'De agora em diante em português.',
  tracker: {
    none: 'Nenhum tracker está escolhido ainda.',
    is: (address, state) => `Tracker ${address}, ${state}.`,
    found: (number, name, address, note) => `Tracker ${number}: ${name} em ${address} (${note})`,
    key: (words) => `A chave dele diz: ${words}`,
    chosen: (address) => `O tracker ${address} está escolhido.`,
    how: (canHost) =>
      canHost
        ? 'tracker 1 escolhe o primeiro, tracker host:porta outro, tracker aqui inicia um neste programa.'
        : 'tracker 1 escolhe o primeiro, tracker host:porta outro.',
  },
  chat: {
    here: (name, facts) => `Você está em ${name} (${facts}).`,
    howToWrite:
      'O que você digita é dito aqui; /ajuda mostra os comandos, voltar deixa a conversa.',
    unread: (count) => plural(count, { one: '# não lida', other: '# não lidas' }),
    none: 'Você não está em nenhuma conversa.',
    left: (name) => `Você deixou ${name}; a conversa continua sem que você olhe.`,
    waiting: (chat) => `As mensagens de ${chat} que você não viu:`,
    line: (number, name, facts) => `${number} ${name} (${facts})`,
    mentions: (count) => plural(count, { one: '# menciona você', other: '# mencionam você' }),
    typing: 'digitando',
  },
  lists: {
    noPeople: 'Ninguém mais é conhecido aqui ainda.',
    noChats:
      'Você ainda não tem conversas. join_room entra em uma sala, create_room cria uma, msg escreve.',
    noRooms: 'Ainda não há salas. create_room cria a primeira.',
    noHistory: 'Nada foi dito aqui ainda.',
    historyStart: 'Nada foi dito antes disso.',
  },
  event: {
    online: (username) => `${username} está online`,
    offline: (username) => `${username} está offline`,
    tracker: { online: 'o tracker está online', offline: 'o tracker está offline' },
    mention: 'menciona você',
    clockOff: 'relógio errado',
    file: (name, size) => `oferece o arquivo ${name}, ${size}`,
    folder: (name, size) => `oferece a pasta ${name}, ${size}`,
    keyChanged: (username) =>
      `A chave de ${username} mudou. Nada é enviado até você decidir: /chave naquela conversa.`,
  },
  file: {
    offered: (number) => `get ${number} busca, refuse ${number} recusa`,
    none: 'Nenhum arquivo está a caminho.',
    line: (number, what, state) => `${number} ${what}: ${state}`,
    from: (name, size, user, chat) => `${name}, ${size}, de ${user} em ${chat}`,
    states: {
      offered: 'oferecido',
      waiting: 'esperando alguém que o tenha',
      active: 'a caminho',
      paused: 'em pausa',
      done: 'completo',
      failed: 'falhou',
      cancelled: 'cancelado',
      preparing: 'sendo lido',
    },
    progress: (name, percent, rest) => `${name}: ${percent}${rest}`,
    done: (name, path) => `${name} está completo: ${path}`,
    delivered: (name, done, of) => `${name}: ${done} de ${of} já o têm`,
    changed: (name, state) => `${name}: ${state}`,
    failed: (name, why) => `${name} falhou: ${why}`,
    noShares: 'Ninguém que está online compartilha algo.',
    howToGet: 'get com o nome do usuário e do arquivo busca um: get bob song.mp3',
    share: (name, size, user) => `${name}, ${size}, de ${user}`,
    shared: (name) => `${name} fica compartilhado enquanto você está online.`,
    unshared: (name) => `${name} não é mais compartilhado.`,
    autoAccept: {
      off: () => 'Você é perguntado a cada oferta.',
      verified: (size) =>
        `Ofertas de pessoas verificadas abaixo de ${size} são aceitas sem perguntar.`,
      all: (size) => `Todas as ofertas abaixo de ${size} são aceitas sem perguntar.`,
    },
    autoAcceptUsage:
      'autoaccept off, autoaccept verified ou autoaccept all, e um tamanho como 10MB',
  },
  state: {
    sending: 'a caminho',
    stored: 'guardada',
    delivered: 'entregue',
    read: 'lida',
  },
}

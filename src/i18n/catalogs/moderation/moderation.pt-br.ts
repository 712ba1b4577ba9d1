import { pluralOf } from '../../plural.ts'
import type { ModerationTexts } from './moderation.ts'

const plural = pluralOf('pt-BR')

export const moderationPtBr: ModerationTexts = {
  manage: {
    title: (room) => `Gerir ${room}`,
    keys: '↑↓ escolher · Enter ou a letra executa · Esc fechar',
    acts: {
      rename: 'Mudar o nome da sala',
      password: 'Pôr ou trocar a senha',
      passwordOff: 'Abrir a sala: sem senha',
      inactivity: 'Exclusão por inatividade',
      remove: 'Remover membros',
      ban: 'Banir membros',
      unban: 'Desfazer banimentos',
      transfer: 'Passar a moderação',
      audit: 'Auditoria: o que foi feito e por quem',
      delete: 'Apagar a sala',
    },
    noPassword: 'nenhuma',
    hasPassword: 'definida',
    off: 'desligada',
    banned: (count) =>
      count === 0 ? 'ninguém' : plural(count, { one: '# banido', other: '# banidos' }),
    offered: (name) => `oferecida a ${name}`,
    notModerator: (room, moderator) =>
      `Só ${moderator}, que modera ${room}, pode fazer isso. /audit mostra o que foi feito.`,
    unmoderated: (room) => `Ninguém mais modera ${room}, então ninguém pode fazer isso.`,
  },
  rename: {
    title: (room) => `Mudar o nome de ${room}`,
    text: () => 'O histórico vai junto; os membros não precisam fazer nada.',
    keys: 'Enter mudar · Esc fechar',
    name: 'Novo nome',
  },
  password: {
    title: (room) => `Senha de ${room}`,
    text: () =>
      'Os membros ficam. Quem vier depois precisa da senha nova; a antiga não abre mais nada.',
    keys: 'Enter definir · Tab próximo campo · Esc fechar',
    password: 'Nova senha',
    repeat: 'De novo',
    differ: 'As duas senhas diferem. Digite de novo.',
    notInTheOpen: 'Uma senha não se digita às claras. Digite aqui.',
    removeTitle: (room) => `Abrir ${room}?`,
    removeText: (room) => `Todos no tracker poderão entrar em ${room} sem senha.`,
  },
  inactivity: {
    title: (room) => `Exclusão de ${room} por inatividade`,
    text: (room) =>
      `${room} é apagada para todos quando quem a modera fica ausente por este tempo. Os membros veem a contagem e são avisados.`,
    keys: 'Enter definir · “off” nunca · Esc fechar',
    time: 'Tempo',
    invalid: 'Digite um tempo como 90s, 30m, 12h ou 7d, ou “off”.',
  },
  pick: {
    remove: {
      title: (room) => `Remover de ${room}`,
      keys: (count) =>
        `Espaço marcar · Enter remover ${count === 0 ? 'os marcados' : people(count)} · Esc fechar`,
      nobody: 'Não há mais ninguém nesta sala.',
    },
    ban: {
      title: (room) => `Banir de ${room}`,
      keys: (count) =>
        `Espaço marcar · Enter banir ${count === 0 ? 'os marcados' : people(count)} · Esc fechar`,
      nobody: 'Não há mais ninguém nesta sala.',
    },
    unban: {
      title: (room) => `Desfazer banimentos de ${room}`,
      keys: (count) =>
        `Espaço marcar · Enter deixar ${count === 0 ? 'os marcados' : people(count)} voltar · Esc fechar`,
      nobody: 'Ninguém está banido desta sala.',
    },
    nobodyChosen: 'Marque alguém com Espaço primeiro.',
  },
  transfer: {
    title: (room) => `Passar ${room}?`,
    text: (room, name) =>
      `${name} recebe a pergunta. Se aceitar, ${name} modera ${room}, e você fica um membro como os outros.`,
    keys: 'Enter oferecer · Esc não',
    chooseTitle: (room) => `Quem vai moderar ${room}?`,
    chooseKeys: '↑↓ escolher · Enter seguir · Esc fechar',
    nobody: 'Não há mais ninguém nesta sala.',
    offered: (name) => `${name} recebeu a pergunta se quer moderar esta sala.`,
    given: (room, name) => `${name} agora modera ${room}.`,
    taken: (room) => `Você agora modera ${room}. /gerir cuida dela.`,
  },
  delete: {
    title: (room) => `Apagar ${room}?`,
    text: (room) =>
      `${room} acaba para todos. O que foi lido continua legível onde está. Isto não se desfaz.`,
    keys: 'Enter apagar · Esc não',
  },
  typed: {
    label: (word) => `Digite ${word} para seguir`,
    mismatch: (word) => `Isso não é ${word}. Nada foi feito.`,
  },
  offer: {
    title: (room) => `Moderar ${room}?`,
    text: (room, by) => `${by} quer passar ${room} a você.`,
    keys: 'A aceitar · D recusar · Esc depois',
    none: 'Ninguém ofereceu esta sala a você.',
    news: (room, by) =>
      `${by} pede que você modere ${room}. Vá até lá e digite /aceitar ou /recusar.`,
  },
  purge: {
    title: (room) => `Apagar o histórico de ${room}?`,
    text: (room) => `Tudo que foi dito em ${room} é apagado deste computador. Isto não se desfaz.`,
  },
  audit: {
    title: (room) => `Auditoria de ${room}`,
    keys: '↑↓ rolar · V verificar · Esc fechar',
    epoch: (name, count) =>
      count === null ? `${name} fez chaves novas` : `${name} fez as chaves da época ${count}`,
    refused: (by) => `uma entrada entregue por ${by} foi recusada`,
    hiddenMessage: (by) => `uma mensagem de ${by} não é mostrada`,
    ignored: 'não vale',
    reasons: {
      'not-a-member': 'quem assinou não era membro',
      'not-moderator': 'quem assinou não moderava a sala',
      'concurrent-removal': 'quem assinou estava sendo removido',
      'concurrent-password': 'a senha estava sendo trocada',
      banned: 'essa pessoa estava banida',
      policy: 'as regras da sala não permitiam',
      'bad-request': 'esse pedido de entrada já tinha sido usado',
      'after-delete': 'a sala já tinha acabado',
      'wrong-members': 'foi feito para outros membros que não os da sala',
      'no-succession': 'quem moderava não indicou quem pudesse seguir',
      'not-due': 'o tempo ainda não tinha acabado',
      malformed: 'não faz sentido',
      'bad-signature': 'a assinatura não é de quem consta como autor',
      'unknown-key': 'ninguém conhece a chave de quem assina',
      'out-of-place': 'não se encaixa no que vem antes',
      hidden: 'quem escreveu não tinha direito de escrever ali, ou escreveu duas histórias',
    },
    proved: (entries, signatures) =>
      `✔ Provado aqui a partir dos bytes e de ${signatures} assinaturas: as ${entries} entradas são o que dizem ser e formam a sala que você vê.`,
    wrong: (by, entry, reason) =>
      `✘ Uma entrada de ${by} (${entry}) não é o que diz ser: ${reason}.`,
    differs: '✘ Todas as entradas valem, mas formam outra sala que não a mostrada.',
  },
  knowledge: {
    line: (epoch, act, known, of) => `época ${epoch} · ${act} · ${known} de ${of} membros sabem`,
    short: (epoch, known, of) => `época ${epoch} · ${known} de ${of} sabem`,
    acts: {
      created: () => 'criada',
      joined: (name) => `${name} entrou`,
      left: (name) => `${name} saiu`,
      added: (name) => `${name} adicionado`,
      removed: (name) => `${name} removido`,
      banned: (name) => `${name} banido`,
      unbanned: (name) => `banimento de ${name} desfeito`,
      renamed: (name) => `novo nome ${name}`,
      'password-changed': () => 'senha trocada',
      'policy-changed': () => 'regras trocadas',
      'moderator-changed': (name) => `${name} modera`,
      deleted: () => 'sala apagada',
      expired: () => 'sala expirada',
      'key-accepted': (name) => `chave de ${name} aceita`,
    },
  },
  join: {
    title: (room) => `Entrar em ${room}`,
    text: () => 'Esta sala tem senha. O programa de um membro a confere; o tracker nunca a vê.',
    keys: 'Enter entrar · Esc fechar',
    password: 'Senha',
    admission: {
      asking: 'Um membro está sendo consultado…',
      waiting:
        'Ninguém que possa deixar você entrar está conectado. O pedido espera, lacrado, e é respondido quando um membro vier. Pode fechar isto; /deixar o retira.',
      refused: 'A senha está errada. Peça-a a um membro e digite de novo.',
    },
    paused: (wait) => `Senhas erradas demais. A próxima tentativa vale daqui a ${wait}.`,
    closed: {
      asking: 'Você ainda não entrou.',
      waiting: 'Ainda fora. /voltar sai daqui, /deixar retira o pedido.',
      refused: 'Enter pergunta a senha de novo.',
      paused: 'Você ainda não entrou.',
    },
    withdraw: {
      title: (room) => `Retirar o pedido de entrar em ${room}?`,
      text: (room) => `O tracker esquece que você pediu. Pode pedir ${room} de novo quando quiser.`,
    },
    withdrawn: (room) => `Você não pede mais para entrar em ${room}.`,
    admitted: (room) => `Você está em ${room} agora.`,
    refused: (room) => `A senha de ${room} estava errada. /entrar pergunta de novo.`,
  },
  create: {
    password: 'Senha',
    repeat: 'De novo',
    keys: 'Enter criar · Tab próximo campo · sem senha: todos entram · Esc fechar',
  },
  members: {
    since: (day) => `desde ${day}`,
    ends: (moderator, after) => `Apagada quando ${moderator} ficar ausente por ${after}.`,
    lastSeen: (at) => `Visto por último: ${at}.`,
    manageKeys: '↑↓ escolher · Enter escrever a · K remover · B banir · Ctrl-G gerir · Esc fechar',
  },
  countdown: {
    title: (left) => `acaba em ${left}`,
    warning: (room, left, moderator) =>
      `${room} será apagada em ${left} se ${moderator} não voltar.`,
    ownWarning: (room, left) => `${room} será apagada em ${left}. /inatividade off evita isso.`,
  },
  ended: {
    removed: (room) => `Você foi removido de ${room}. O que você leu fica aqui; /purge apaga.`,
    deleted: (room) =>
      `${room} foi apagada por quem a modera. O que você leu fica aqui; /purge apaga.`,
    expired: (room) =>
      `${room} expirou, porque quem a modera ficou ausente. O que você leu fica aqui; /purge apaga.`,
  },
  readOnly: {
    imported: 'Este é o histórico de outro programa. Só pode ser lido.',
    left: 'Você saiu desta sala. Só pode ler. /voltar a fecha, /purge apaga o histórico.',
    removed: 'Você foi removido. Esta sala só pode ser lida. /voltar a fecha, /purge apaga.',
    deleted: 'Esta sala foi apagada. Só pode ser lida. /voltar a fecha, /purge apaga.',
    expired: 'Esta sala expirou. Só pode ser lida. /voltar a fecha, /purge apaga.',
  },
  archive: 'Só leitura',
}

function people(count: number): string {
  return plural(count, { one: '# pessoa', other: '# pessoas' })
}

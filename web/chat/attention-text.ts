import { texts } from '../kernel/text/language.ts';

const en = {
  notify: (level: string) => `Notify me: ${level}`,
  levels: { all: 'Everything', mentions: 'Mentions only', muted: 'Muted' },
  levelHints: {
    all: 'Each message is counted and announced',
    mentions: 'Only messages that mention you stand out',
    muted: 'Nothing stands out, not even mentions',
  },
  mentions: (count: number) => `${count} ${count === 1 ? 'mention' : 'mentions'}`,
  muted: 'Muted',
  draft: 'Draft',

  catchUp: 'Unread',
  catchUpCount: (count: number) => `${count} unread ${count === 1 ? 'chat' : 'chats'}`,
  markRead: 'Mark as read',
  markRoomRead: (room: string) => `Mark ${room} as read`,
  markAllRead: 'Mark all as read',
  markedRead: 'Marked as read',
  allMarkedRead: 'All marked as read',
  nothing: 'You are all caught up',
  nothingHint: 'What is new in your chats comes together here.',
  mutedRooms: 'Muted chats',
  more: (count: number) => `${count} more`,
  inThreads: 'You are mentioned in a thread here.',

  presence: { online: 'Here', away: 'Away' },
  mySigns: 'What others see',
  showPresence: 'Show when I am here',
  showPresenceHint: 'A dot at your picture, for those who share a chat with you.',
  showTyping: 'Show when I am typing',
  showTypingHint: 'Others in the chat see it below the messages.',
};

const zh: typeof en = {
  notify: (level) => `消息提醒：${level}`,
  levels: { all: '全部消息', mentions: '仅提及我的', muted: '免打扰' },
  levelHints: {
    all: '每条消息都计数并提醒',
    mentions: '只突出提及你的消息',
    muted: '都不突出，提及你的也一样',
  },
  mentions: (count) => `${count} 条提及我`,
  muted: '免打扰',
  draft: '草稿',

  catchUp: '未读',
  catchUpCount: (count) => `${count} 个聊天有未读`,
  markRead: '标为已读',
  markRoomRead: (room) => `将 ${room} 标为已读`,
  markAllRead: '全部标为已读',
  markedRead: '已标为已读',
  allMarkedRead: '已全部标为已读',
  nothing: '全部读完了',
  nothingHint: '各个聊天的新消息都会汇总到这里。',
  mutedRooms: '免打扰的聊天',
  more: (count) => `还有 ${count} 条`,
  inThreads: '这里有话题提及了你。',

  presence: { online: '在线', away: '离开' },
  mySigns: '别人能看到的',
  showPresence: '显示我在线',
  showPresenceHint: '和你同在聊天里的人能看到头像上的圆点。',
  showTyping: '显示正在输入',
  showTypingHint: '聊天里的其他人能在消息下方看到。',
};

/** Texts of what is unread, heard, written and seen of people. */
export const useAttentionText = texts(en, zh);

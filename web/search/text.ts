import { texts } from '../kernel/text/language.ts';

const en = {
  search: 'Search',
  field: 'Search messages, posts and files',
  teach: 'Everything you may read, in one place',
  teachHint:
    'Chinese is found from one character on, English by the word and its beginning. "Put words in quotes" to find them side by side. Then narrow it down by chat, sender, date or files.',
  results: 'Results',
  found: (count: number, more: boolean) => `${count}${more ? '+' : ''} ${count === 1 ? 'result' : 'results'}`,
  none: 'Nothing found',
  noneHint: 'Try fewer or other words, or take a filter away.',
  clear: 'Take the filters away',
  where: 'Where',
  everywhere: 'All chats and courses',
  courses: 'Courses',
  groups: 'Groups',
  directs: 'Direct',
  from: 'From',
  anybody: 'Anybody',
  fromWhom: 'From whom?',
  takeOut: (name: string) => `No longer only from ${name}`,
  since: 'Since',
  until: 'Until',
  withFiles: 'With files',
  inFile: 'In the file',
  sections: { announcement: 'Announcement', assignment: 'Assignment', content: 'Material' },
};

const zh: typeof en = {
  search: '搜索',
  field: '搜索消息、课程内容和文件',
  teach: '你能看到的一切，都能在这里找到',
  teachHint:
    '中文输入一个字就能找，英文按单词或开头。加上“英文引号”可查找连在一起的词，还能按聊天、发送人、日期或文件缩小范围。',
  results: '搜索结果',
  found: (count, more) => `${count}${more ? '+' : ''} 个结果`,
  none: '没有找到',
  noneHint: '换个词、少写几个字，或去掉一些筛选条件试试。',
  clear: '清除筛选',
  where: '范围',
  everywhere: '所有聊天和课程',
  courses: '课程',
  groups: '群组',
  directs: '私聊',
  from: '发送人',
  anybody: '所有人',
  fromWhom: '谁发的？',
  takeOut: (name) => `不再只看 ${name}`,
  since: '开始日期',
  until: '结束日期',
  withFiles: '有文件',
  inFile: '文件内容',
  sections: { announcement: '公告', assignment: '作业', content: '资料' },
};

export const useSearchText = texts(en, zh);

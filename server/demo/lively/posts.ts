import type { Language } from './shapes.ts';

type PostText = readonly (readonly [title: string, body: string])[];

/** The first one opens the course. */
export const announcements: Record<Language, PostText> = {
  zh: [
    [
      '欢迎选修本课程',
      '大家好！教学大纲、评分标准和参考书见「资料」。\n\n- 平时作业 40%\n- 期中 20%\n- 期末 40%\n\n有问题直接在讨论组里问，**不要怕问题小**。',
    ],
    ['下周教室调整', '因设备检修，下周«day»的课改到 **«room»**，时间不变。请互相转告。'],
    ['期中考试安排', '时间：第 9 周«day»的上课时间\n地点：«room»\n\n范围到第四章为止，可带一张 A4 纸（单面，手写）。'],
    ['关于作业互相参考', '鼓励讨论，但**写下来的每一行都应当是自己的**。请在作业末尾注明和谁讨论过。'],
    ['答疑时间', '每周«day»晚 7:00–8:30，«room»。考前一周加开一次。'],
    ['校外讲座推荐', '本周«day»下午三点，报告厅，主题和我们的课有关，去听并写 300 字感想可抵一次小作业。'],
    [
      '中期教学反馈结果',
      '感谢 30 多位同学填写问卷。大家最希望的三件事：\n1. 多一点例题\n2. 板书字大一点\n3. 早八晚一点（这条我做不到 😄）',
    ],
    ['停课通知', '周«day»我外出开会，停课一次，补课时间在群里投票决定。'],
    ['请带上作业', '明天课上讲评，请带打印稿或者平板。'],
  ],
  en: [
    [
      'Welcome',
      'Syllabus, grading and the reading list are under **Content**.\n\n- homework 40 %\n- midterm 20 %\n- final 40 %\n\nAsk in the group. No question is too small.',
    ],
    ['Room change next week', 'On «Day» we are in **«room»**, same time. Please tell each other.'],
    [
      'Midterm',
      'Week 9, in the usual slot, **«room»**. Everything up to chapter 4. One A4 page of your own handwriting is allowed.',
    ],
    ['Working together', 'Discuss as much as you like, but write every line yourself, and say with whom you talked.'],
    ['Office hours', '«Day»s, 17:30–19:00, «room». In the week before the exam also on Friday.'],
    ['Guest lecture', 'Somebody who does this for a living visits us on «Day». Bring one good question each.'],
    ['What your feedback said', '1. more examples\n2. larger writing on the board\n3. a later start (I asked; no)'],
    ['No class on Friday', 'I am at a conference. The replacement is decided by vote in the group.'],
    ['Bring your homework', 'We go through it in class tomorrow, on paper or on a tablet.'],
  ],
};

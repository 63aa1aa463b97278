import type { ErrorCode } from '../../../contract/errors.ts';
import { Refusal, Unreachable } from '../api.ts';
import { useLanguage } from './language.ts';
import { useWords } from './words.ts';

/** What the server refuses with, in Chinese. In English its own message is shown. */
const zh: { [Code in ErrorCode]?: string } = {
  invalid_auth_code: '邀请码不正确',
  username_taken: '这个用户名已有人使用',
  invalid_username: '用户名不可用：1 到 64 个字符，不能有控制字符或隐形字符，不能混用外形相似的文字',
  username_imitates_staff: '这个用户名与教职工的太像',
  registration_closed: '注册需要邀请码',
  invalid_login: '用户名或密码不正确',
  password_length: '密码须有 8 到 256 个字符',
  password_length_staff: '教职工的密码须有 15 到 256 个字符',
  password_common: '这个密码太常见，请换一个',
  security_answer_too_long: '密保答案太长（最多 256 个字符）',
  user_not_found: '找不到这个用户',
  invalid_password: '密码不正确',
  invalid_security_answer: '密保答案不正确',
  invalid_recovery_code: '找回代码不正确：请向讲师或管理员索取',
  not_your_student: '只有管理员，或其学生的讲师，可以生成找回代码',
  nickname_too_long: '昵称太长（最多 64 个字符）',
  nickname_imitates_staff: '这个昵称与教职工的太像',
  invalid_nickname: '昵称不能有控制字符或隐形字符',
  quota_used_up: '空间不够了：请到“我”页面删除不再需要的文件，或联系管理员',
  kind_refused: '这里不接受这种类型的文件',
  file_in_use: '有消息或课程内容正在使用这个文件，请先删除它们',
  upload_not_found: '这个上传已失效，请重新上传',
  upload_conflict: '上传的位置对不上，请重试',
  invalid_upload: '上传的数据不正确',
  course_not_found: '找不到这门课程',
  course_exists: '这个课程代码已被使用',
  invalid_course_code: '课程代码须为 1 到 64 个字符，不能有控制字符，不能以 ~ 开头',
  invalid_course_name: '课程名须为 1 到 200 个字符',
  own_course: '讲师不能选自己的课',
  not_in_course: '你不在这门课程里',
  not_course_instructor: '只有本课讲师可以这样做',
  not_staff: '只有讲师可以创建课程',
  not_an_instructor: '只有讲师可以授课',
  not_your_course: '只有本课教师可以替别人选课',
  title_too_long: '标题太长（最多 300 个字符）',
  body_too_long: '正文太长（最多 100000 个字符）',
  enrolment_closed: '这门课程目前不接受选课',
  invalid_enrolment_code: '选课码不正确，请向讲师索取',
  invalid_enrolment: '选课方式不正确',
  enrolment_code_too_long: '选课码太长（最多 64 个字符）',
  course_archived: '课程已归档，只能查看',
  post_not_found: '这条内容已不在了',
  title_taken: '这里已有同名的内容',
  changed_meanwhile: '内容已被他人修改',
  invalid_due: '只有作业有截止时间',
  chat_exists: '这个群组代码已被使用',
  chat_not_found: '找不到这个聊天，或者你不在其中',
  invalid_room_code: '群组代码须为 1 到 64 个字符，不能有控制字符，不能以 ~ 开头',
  invalid_room_name: '群组名须为 1 到 200 个字符',
  course_chat: '课程群的成员随选课而定',
  not_room_owner: '只有群主可以移出别人',
  direct_chat: '私聊里不能这样做',
  direct_blocked: '你们之间有一方屏蔽了对方，这里不能再发消息',
  yourself: '这是你自己',
  invalid_description: '简介最多 1000 个字符，不能有控制字符',
  invalid_invitation: '这个邀请无效：不存在、已过期、已用完或已撤销',
  invitation_not_found: '找不到这个邀请',
  invalid_hours: '有效期须为 1 到 720 小时',
  invalid_uses: '可用次数须为 1 到 1000',
  too_many_invitations: '邀请太多（每个聊天室最多 50 个），请先撤销一个',
  message_not_found: '找不到这条消息',
  not_your_message: '只能编辑自己的消息',
  not_yours_to_delete: '只能删除自己的消息',
  not_yours_to_pin: '这里只有教职工可以置顶',
  not_staff_here: '只有教职工可以查看',
  invalid_emoji: '须为一个表情',
  too_many_reactions: '一条消息最多 20 种回应',
  too_many_pins: '最多置顶 100 条',
  too_many_drafts: '话题中的草稿最多 100 份',
  thread_not_found: '这个话题已不在了',
  report_not_found: '找不到这条举报',
  staff_only: '只有教职工可以这样做',
  reason_too_long: '理由或备注太长（最多 1000 个字符）',
  owner_stays: '群主不能离开，请先转让群组',
  message_too_long: '消息太长（最多 10000 个字符）',
  file_not_found: '找不到文件',
  file_infected: '病毒扫描发现这个文件有问题，没有保存',
  nothing_to_search: '请输入要找的内容，或选择发送人、有文件',
  query_too_long: '搜索内容太长了',
  too_many_words: '词太多或太长：最多 8 个词，每个最多 64 个字',
  invalid_cursor: '翻页位置无效，请重新搜索',
  no_such_file: '找不到文件',
  not_signed_in: '请先登录',
  too_large: '文件太大',
  too_many: '尝试次数太多，请稍后再试',
  server_error: '服务器出了问题，请稍后再试',
  busy: '服务器正忙，请稍后再试',
  out_of_space: '服务器空间不足，暂时不能保存，仍可阅读',
  files_unreachable: '文件存储暂时没有响应，请稍后再试',
  scanner_unavailable: '病毒扫描程序没有响应，暂时不能上传，仍可阅读',
};

/** The code's text in the reader's language, else what the server said. */
export function useRefusalText(): (error: unknown) => string {
  const language = useLanguage();
  const words = useWords();
  return (error) => {
    if (error instanceof Unreachable) return words.unreachable;
    if (!(error instanceof Refusal)) return words.unknownRefusal;
    return language === 'zh' && isKnown(error.code) ? (zh[error.code] ?? error.message) : error.message;
  };
}

function isKnown(code: string): code is ErrorCode {
  return code in zh;
}

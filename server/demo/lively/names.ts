/** Family names and given names, each with its pinyin. */
export const families = pairs(
  '王wang 李li 张zhang 刘liu 陈chen 杨yang 黄huang 赵zhao 吴wu 周zhou 徐xu 孙sun 马ma 朱zhu 胡hu 郭guo 何he 林lin 高gao 罗luo 郑zheng 梁liang 谢xie 宋song 唐tang 许xu 邓deng 冯feng 韩han 曹cao 曾zeng 彭peng 萧xiao 蔡cai 潘pan 田tian 董dong 袁yuan 于yu 余yu 叶ye 蒋jiang 杜du 苏su 魏wei 程cheng 吕lv 丁ding 沈shen 任ren 姚yao 卢lu 傅fu 钟zhong 姜jiang 崔cui 谭tan 廖liao 范fan 汪wang 陆lu 金jin 石shi 戴dai 贾jia 韦wei 夏xia 邱qiu 方fang 侯hou 邹zou 熊xiong 孟meng 秦qin 白bai 江jiang 欧阳ouyang 上官shangguan',
);

export const givens = pairs(
  '伟wei 芳fang 娜na 敏min 静jing 磊lei 洋yang 艳yan 勇yong 杰jie 涛tao 明ming 超chao 霞xia 平ping 刚gang 子涵zihan 雨桐yutong 梓轩zixuan 思远siyuan 一诺yinuo 浩然haoran 欣怡xinyi 宇航yuhang 诗涵shihan 嘉懿jiayi 俊熙junxi 可馨kexin 晨曦chenxi 博文bowen 语嫣yuyan 天佑tianyou 若曦ruoxi 子墨zimo 佳琪jiaqi 睿rui 昊天haotian 雪梅xuemei 志强zhiqiang 建国jianguo 晓雯xiaowen 婷婷tingting 文轩wenxuan 梦洁mengjie 凯kai 悦yue 鹏飞pengfei 丽华lihua 安琪anqi 泽宇zeyu 心怡xinyi 家豪jiahao 雅婷yating 逸凡yifan 清妍qingyan 海燕haiyan 星辰xingchen 知行zhixing 乐天letian 沐阳muyang 之恒zhiheng 书瑶shuyao 亦菲yifei 承泽chengze 念慈nianci 小满xiaoman',
);

/** Students from elsewhere. */
export const foreigners = [
  'Emma Schmidt',
  'Liam O’Connor',
  'Sofia Rossi',
  'Noah Williams',
  'Hana Kim',
  'Yuki Tanaka',
  'Lucas Martin',
  'Priya Sharma',
  'Ahmed Hassan',
  'Maria Garcia',
  'Ivan Petrov',
  'Chloé Dubois',
  'Minh Nguyen',
  'Aisha Khan',
  'Oscar Lindqvist',
  'Zoe Papadopoulos',
  'Tomás Silva',
  'Fatima Zahra',
  'Jonas Weber',
  'Nadia Haddad',
  'Ben Carter',
  'Grace Mensah',
];

/** Who teaches: the username, the nickname, whether in English. */
export const teachers = [
  ['chenjg', '陈建国', 'zh'],
  ['liusy', '刘淑云', 'zh'],
  ['zhaozq', '赵志强', 'zh'],
  ['sunlh', '孙丽华', 'zh'],
  ['gaohy', '高海燕', 'zh'],
  ['weiwx', '魏文轩', 'zh'],
  ['tangsy', '唐思远', 'zh'],
  ['hexm', '何雪梅', 'zh'],
  ['pengtao', '彭涛', 'zh'],
  ['emma.clarke', 'Dr Emma Clarke', 'en'],
  ['ravi.iyer', 'Ravi Iyer', 'en'],
  ['k.mueller', 'Prof. Katrin Müller', 'en'],
  ['linming', '林鸣', 'zh'],
] as const;

function pairs(list: string): readonly (readonly [zh: string, pinyin: string])[] {
  return list.split(' ').map((pair) => {
    const at = pair.search(/[a-z]/);
    return [pair.slice(0, at), pair.slice(at)] as const;
  });
}

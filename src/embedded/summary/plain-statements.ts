/**
 * What people say of terms of service in plain words, by subject: with which words a passage on a subject is told.
 * General statements, none of a certain service; they choose among sentences, and are never shown.
 */
const BY_SUBJECT = {
  accounts: `
    you may close your account at any time
    you can delete your account but some data may remain
    you can leave the service whenever you want
    the service may suspend or end your account at any time for any reason
    the company can terminate your access if you break the terms
    your account can be closed without notice
    your account can be deleted if it is inactive for a long time
    the service can refuse to serve anyone
    you must not share your password and you are responsible for what happens on your account
    you must tell the company if your account is used without permission
    you must give accurate information when you register
    you may only have one account and may not give it to someone else
    you may choose any username but not one that belongs to someone else
    you can use a pseudonym and do not have to give your real name
    the company can ask you for proof of identity
    you must be old enough to use the service or have the permission of a parent
    children under 13 are not allowed to use the service
    users must be adults or have the consent of their parents`,
  content: `
    you keep the rights to the content that you post
    by posting content you give the company a license to use copy and change it
    you give other users the right to view and share your content
    the license you give is worldwide free and can be passed on to others
    the license ends when you delete your content or close your account
    the company can use your content for promotion without paying you
    you give up your moral rights in the content
    you promise that you have the rights to what you upload
    you are responsible for the content that you post and it must not violate the rights of others
    content that you delete may stay in backups for a while
    the company can remove any content that it does not like
    the company can edit or delete your content for any reason and without telling you
    the company may look at content but does not have to check it
    the company is not responsible for content posted by other users
    you can report content that breaks the rules
    copyright owners can ask the company to remove content that infringes their rights
    accounts of users who infringe copyright again and again are closed
    if you send feedback or ideas the company can use them without paying you
    your profile is public and other users can see what you post`,
  conduct: `
    you may not post content that is illegal harmful offensive or hateful
    do not post pornography or violence
    do not harass threaten or impersonate other people
    do not lie about who you are
    you may not send spam or advertise on the service
    you may not use the service to break the law
    you may not hack the service or spread viruses
    do not try to get into accounts or systems without permission
    do not interfere with the service or with other users
    you may not use bots or automated tools to collect data from the site
    do not cheat or use exploits in the game
    you must not use the service for anything dangerous where a failure could cause harm
    you may link to the site but not in a misleading way
    you must keep confidential information secret
    you must follow the export laws
    users from outside the country are responsible for following local laws
    you pay for damage that you cause to property`,
  software: `
    you get a limited license to use the software for personal use
    you may not copy modify or reverse engineer the software
    you may not sell or rent the software or use it for commercial purposes
    you can make a backup copy of the software
    you can install the software on a limited number of devices
    do not share copies of the game with others or make money with it
    you can play with mods and make videos of the game
    virtual items have no real value and cannot be sold for real money
    the company owns the software and all the rights in it
    you may not use the trademarks or logos without permission
    trademarks of the company may be used only in the ways its guidelines allow
    you must not remove copyright notices
    the source code is available under a free license
    you can use modify and distribute the code if you keep the license and copyright notice
    you must make your changes available under the same license
    you may use open source parts under their own licenses
    the authors are not liable for the code
    the software may update itself automatically
    you can turn off automatic updates
    the company may use your device or bandwidth
    beta features may change and come without support
    you have to stop using the software and delete all copies when the agreement ends
    you may use the api within limits and not to build a competing product
    the company may limit or block your use of the api
    developers are responsible for their apps and for supporting their users
    developers must have a privacy policy and protect the data of their users
    the app must get permission from users before it collects their data
    you must tell users what data you collect and why
    you must delete user data if the user or the company asks for it
    you may not sell data that you get from the service to advertisers`,
  payment: `
    you have to pay for the subscription and it renews automatically until you cancel
    your card is charged automatically each month
    you can cancel your subscription at any time
    there is a free trial and you are charged when it ends
    prices can change and you will be told in advance
    payments are not refunded
    you have to pay taxes and fees
    late payments may cost interest and your access can be blocked
    gift cards and credits expire and cannot be exchanged for cash
    the company may cancel orders or correct wrong prices
    the seller and not the company is responsible for the goods
    goods can be returned within some days for a refund
    bookings are contracts between the host and the guest
    nonprofits and students get the service for free
    you need an internet connection and have to pay for it yourself
    the company donates or shares part of its income`,
  liability: `
    the service is provided as is without any warranty and you use it at your own risk
    the company does not promise that the service will work without interruptions or errors
    the company is not liable for any damage or loss that you suffer from using the service
    liability of the company is limited to what you paid
    you must pay the company for losses and legal costs caused by your use of the service
    the company is not responsible for things outside its control
    the company does not check or control other websites that it links to and is not responsible for them
    the content is only for information and is no professional advice
    back up your own data because the company is not responsible if it is lost
    the site can be down for maintenance`,
  disputes: `
    disputes are decided by arbitration and not in court
    you can reject arbitration by writing to the company within some days
    you give up your right to a jury trial or to join a class action
    small claims can still be brought in court
    before going to court you must try to solve the problem with the company
    the laws of the state govern these terms and disputes go to the courts there
    you have to bring a claim within one year
    consumers keep the rights that the law of their country gives them
    if a part of the terms is invalid the rest stays in force
    these terms are the whole agreement between you and the company
    the company may transfer its rights to another company but you may not
    not enforcing a right does not mean giving it up
    nobody else gets rights from this agreement
    you and the company are independent and not partners
    some provisions survive the end of the agreement
    if the terms in different languages differ the english one counts
    special rules apply to businesses and governments`,
  changes: `
    the company can change these terms at any time
    you will be notified before the terms change
    big changes are announced some days before they take effect
    if you keep using the service after a change you accept the new terms
    you should check the terms for changes from time to time
    old versions of the terms are available
    by using the service you agree to these terms and the privacy policy
    your use of the service means that you accept its rules
    additional terms apply to some services
    the terms are written in a way that is easy to read
    the service can be changed or stopped at any time without notice
    the company can end the agreement right away if you break it`,
  data: `
    the company collects personal information that you provide such as your name email and address
    the company collects information about your device browser and ip address
    the service collects data about how you use it
    the service can track your location
    the service does not collect personal data
    the company collects only the data that it needs
    data is collected even if you do not have an account or are not signed in
    the company gets data about you from your friends and other companies
    the company combines your data with data from other sources
    the company may collect your contacts and address book if you let it
    the company uses analytics of other companies to see how the site is used
    your data may be used for research and to improve the service
    the company uses your data to prevent fraud and abuse and to keep the service safe
    the company asks for your consent before it uses your data for other purposes
    payment information is handled by other companies
    the company can read your private messages
    your conversations and calls may be recorded
    your messages are encrypted so that nobody else can read them
    your data is protected and encrypted but no system is completely secure
    you are told if your data is lost or stolen
    employees may see your data only if they need it
    your data may be stored and processed in other countries
    your data is kept as long as it is needed or the law requires
    your data is kept after you delete your account
    logs of your visits are deleted after a few days
    ip addresses are stored and made anonymous
    you can see correct or delete your personal data
    you can ask for a copy of your data
    you can choose who sees your information in the privacy settings
    you can turn off location or notifications in the settings of your device
    search engines may show your public profile
    if you are in europe you have rights under data protection law
    you can complain to the data protection authority`,
  sharing: `
    your personal data may be shared with third parties
    your personal data is not sold to third parties
    the company shares data with other companies that help provide the service
    the company is not responsible for what other companies do with your data
    information that does not identify you may be shared with anyone
    your information is given to the police or the government if the law requires it
    the company publishes a report about government requests
    the company will fight requests for your data and tell you about them
    your data may be transferred if the company is sold or goes bankrupt`,
  advertising: `
    the service uses cookies to track you
    you can refuse cookies in your browser settings but some features may not work
    no tracking cookies are used on this site
    third parties may put cookies on your device to show you ads
    web beacons and pixels show whether you open an email
    your data is used to show you personalised advertising
    your name and picture may be used in advertising
    advertisers do not get your personal information without your consent
    the service does not show advertising
    you can opt out of advertising and marketing emails
    the service tracks you on other websites
    the service does not respond to do not track signals`,
  contact: `
    you can contact the company with questions or complaints
    notices are sent to you by email or posted on the site
    you agree to receive documents electronically
    the service may send you emails and messages
    the company may contact you by phone or text message`,
} as const;

/** The statements, in lower case, without marks. */
export const PLAIN_STATEMENTS: readonly string[] = Object.values(BY_SUBJECT).flatMap((statements) =>
  statements
    .trim()
    .split('\n')
    .map((statement) => statement.trim()),
);

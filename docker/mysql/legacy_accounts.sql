-- The accounts database, as the older product's dump has it.
CREATE TABLE `accounts` (
  `ACRONYM` varchar(20) NOT NULL,
  `ACCOUNTNAME` varchar(75) DEFAULT NULL,
  `ACTIVE` tinyint(1) DEFAULT NULL,
  `DEFAULTCONF` varchar(20) DEFAULT NULL,
  `CONTACTNAME` varchar(100) DEFAULT NULL,
  `CONTACTEMAIL` varchar(254) DEFAULT NULL,
  `CREATED` datetime DEFAULT NULL,
  PRIMARY KEY (`ACRONYM`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1;
